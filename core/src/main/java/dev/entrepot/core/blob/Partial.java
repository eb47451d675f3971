package dev.entrepot.core.blob;

/**
 * A partial file that survived.
 *
 * @param offset bytes that were forced to disk, at least 1 and less than the size: the transfer goes on here
 */
public record Partial(Intent intent, long offset) {}
