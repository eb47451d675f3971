package dev.entrepot.core.oci;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The name of some bytes: algorithm and lower-case hex. {@link #toString()} is the wire form.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">image-spec, Digests</a>
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {

    public Digest {
        if (!isHex(hex, algorithm.hexLength())) {
            throw new IllegalArgumentException("not " + algorithm.hexLength() + " lower-case hex digits: " + hex);
        }
    }

    /**
     * Reads the wire form, such as {@code sha256:e3b0…}.
     *
     * @throws OciException DIGEST_INVALID (400) for bad syntax and for an algorithm nobody registered
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String name = algorithm.wireName();
            if (colon == name.length() && text.startsWith(name)) {
                String hex = text.substring(colon + 1);
                if (isHex(hex, algorithm.hexLength())) {
                    return new Digest(algorithm, hex);
                }
            }
        }
        throw new OciException(OciErrorCode.DIGEST_INVALID.error(
                "'" + text + "' is not a digest: expected sha256: and 64, or sha512: and 128 lower-case hex digits"));
    }

    /** Whether {@code text} must be meant as a digest: a tag never has a colon. */
    public static boolean looksLikeDigest(String text) {
        return text.indexOf(':') >= 0;
    }

    public static Digest of(DigestAlgorithm algorithm, ByteBuffer content) {
        MessageDigest hash = algorithm.newMessageDigest();
        hash.update(content.duplicate());
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    public static Digest sha256(byte[] content) {
        return of(DigestAlgorithm.SHA256, ByteBuffer.wrap(content));
    }

    /** Whether it names no bytes at all. */
    public boolean isOfNothing() {
        return equals(of(algorithm, ByteBuffer.allocate(0)));
    }

    private static boolean isHex(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** Hashes by the hex alone: it is uniform already, and this runs on every hit. */
    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return algorithm.wireName() + ":" + hex;
    }
}
