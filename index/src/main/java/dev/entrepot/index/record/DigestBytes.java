package dev.entrepot.index.record;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A digest as one algorithm byte and the raw hash: 33 bytes instead of the 71 of the wire form. */
final class DigestBytes {

    private static final byte SHA256 = 1;
    private static final byte SHA512 = 2;

    private DigestBytes() {}

    static byte[] of(Digest digest) {
        byte[] bytes = new byte[length(digest)];
        write(digest, ByteBuffer.wrap(bytes));
        return bytes;
    }

    static int length(Digest digest) {
        return 1 + digest.algorithm().hexLength() / 2;
    }

    static void write(Digest digest, ByteBuffer target) {
        target.put(code(digest.algorithm()));
        target.put(HexFormat.of().parseHex(digest.hex()));
    }

    /** @throws IllegalArgumentException for an unknown algorithm or a wrong length */
    static Digest read(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty digest");
        }
        return new Digest(algorithm(bytes[0]), HexFormat.of().formatHex(bytes, 1, bytes.length));
    }

    /** Written down for ever, therefore not the ordinal. */
    private static byte code(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256 -> SHA256;
            case SHA512 -> SHA512;
        };
    }

    private static DigestAlgorithm algorithm(byte code) {
        return switch (code) {
            case SHA256 -> DigestAlgorithm.SHA256;
            case SHA512 -> DigestAlgorithm.SHA512;
            default -> throw new IllegalArgumentException("unknown digest algorithm " + code);
        };
    }
}
