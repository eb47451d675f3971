package dev.entrepot.core.bucket;

/**
 * What a {@code HEAD} tells.
 *
 * @param etag quotes included
 */
public record BucketObject(long size, String etag) {}
