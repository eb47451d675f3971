package dev.entrepot.testkit.real;

import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/**
 * A file of an image whose bytes follow from its path and size: incompressible, and the same in every run.
 *
 * @param path within the image, without a leading slash
 * @param size bytes
 */
public record RandomFile(String path, long size) {

    private static final int CHUNK = 1 << 16;

    /** What {@code sha256sum} says of it. */
    public String sha256() {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        chunks((chunk, length) -> hash.update(chunk, 0, length));
        return HexFormat.of().formatHex(hash.digest());
    }

    void writeTo(OutputStream out) throws IOException {
        this.<IOException>chunks((chunk, length) -> out.write(chunk, 0, length));
    }

    private <X extends Exception> void chunks(ChunkConsumer<X> consumer) throws X {
        Random random = new Random(path.hashCode() * 31L + size);
        byte[] chunk = new byte[CHUNK];
        for (long left = size; left > 0; left -= CHUNK) {
            random.nextBytes(chunk);
            consumer.accept(chunk, (int) Math.min(left, CHUNK));
        }
    }

    private interface ChunkConsumer<X extends Exception> {
        void accept(byte[] chunk, int length) throws X;
    }
}
