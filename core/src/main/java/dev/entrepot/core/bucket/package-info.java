/**
 * The bucket that outlasts every node, as what is read from it and what is written to it.
 *
 * <p>Starting point: {@link dev.entrepot.core.bucket.Bucket}. What is owed to it, and brought there, is for {@link
 * dev.entrepot.core.upload}.
 *
 * <p>Nothing here knows S3. Everything blocks.
 */
@NullMarked
package dev.entrepot.core.bucket;

import org.jspecify.annotations.NullMarked;
