package dev.entrepot.core.oci;

/**
 * What a manifest says of one of its children (image-spec, descriptor.md). It is a claim of whoever
 * pushed the manifest, not a fact.
 *
 * @param size bytes, at least 0
 */
public record Descriptor(String mediaType, Digest digest, long size) {}
