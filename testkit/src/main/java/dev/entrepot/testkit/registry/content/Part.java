package dev.entrepot.testkit.registry.content;

import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;

/** A piece of an image: its bytes, and how others refer to it. */
public record Part(String mediaType, BlobContent content, Digest digest) {

    static Part of(String mediaType, BlobContent content, DigestAlgorithm algorithm) {
        return new Part(mediaType, content, content.digest(algorithm));
    }

    static Part json(String mediaType, String json, DigestAlgorithm algorithm) {
        return of(mediaType, BlobContent.of(json.getBytes(StandardCharsets.UTF_8)), algorithm);
    }

    public long size() {
        return content.size();
    }

    public byte[] bytes() {
        return content.toBytes();
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, size());
    }

    /** The members of a descriptor, without the braces. */
    String descriptorMembers() {
        return "\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size();
    }
}
