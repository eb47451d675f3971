/**
 * For the bucket: what every {@link dev.entrepot.core.bucket.Bucket} promises, a double that fails on demand, and a real S3
 * server in this process.
 */
@NullMarked
package dev.entrepot.testkit.bucket;

import org.jspecify.annotations.NullMarked;
