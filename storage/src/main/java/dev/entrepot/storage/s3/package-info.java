/**
 * The bucket by the S3 protocol, through the AWS SDK; nothing outside this package knows it.
 *
 * <p>Starting point: {@link dev.entrepot.storage.s3.S3Bucket}. Every call is one request on the calling thread: the SDK's
 * own retries are off, since what is worth repeating, and when, is for those who call.
 *
 * <p>Why this client: {@code docs/adr/0007-the-bucket-by-blocking-calls.md}.
 */
@NullMarked
package dev.entrepot.storage.s3;

import org.jspecify.annotations.NullMarked;
