package dev.entrepot.core.oci;

/**
 * What a manifest says of one of its children (image-spec, descriptor.md). It is a claim of whoever
 * pushed the manifest, not a fact.
 *
 * @param size bytes; -1 where the manifest does not say (Docker schema 1)
 */
public record Descriptor(String mediaType, Digest digest, long size) {}
