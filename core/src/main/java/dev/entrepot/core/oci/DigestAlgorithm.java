package dev.entrepot.core.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest algorithms registered by the OCI image specification (descriptor.md, "Digests"). */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA512("sha512", "SHA-512", 128);

    private final String wireName;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String wireName, String javaName, int hexLength) {
        this.wireName = wireName;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** As in {@code sha256:…} and in the folder {@code blobs/sha256}. */
    public String wireName() {
        return wireName;
    }

    /** Characters of the encoded part. */
    public int hexLength() {
        return hexLength;
    }

    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + javaName, e);
        }
    }
}
