package dev.entrepot.core.index;

/**
 * A blob we hold.
 *
 * @param size bytes
 * @param isPublic whether it was once fetched from an upstream without credentials
 */
public record BlobRecord(long size, boolean isPublic) {}
