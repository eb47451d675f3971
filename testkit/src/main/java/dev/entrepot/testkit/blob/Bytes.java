package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Repository;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Random;

/** Content for tests, and reading it back. */
public final class Bytes {

    static final Repository REPOSITORY = new Repository("docker.io", "library/alpine");

    private Bytes() {}

    /** The same bytes whenever the length is the same. */
    public static byte[] some(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    /** The lease in an answer that has to be one. */
    public static LocalBlob lease(Lookup<LocalBlob> answer) {
        return found(answer);
    }

    public static <T> T found(Lookup<T> answer) {
        if (answer instanceof Lookup.Found<T> found) {
            return found.value();
        }
        throw new AssertionError("expected to find something, but: " + answer);
    }

    /** Reads all of it and closes the lease. */
    public static byte[] of(Lookup<LocalBlob> answer) throws IOException {
        return of(lease(answer));
    }

    /** Reads all of it and closes the lease. */
    public static byte[] of(LocalBlob lease) throws IOException {
        try (lease) {
            return read(lease.channel(), 0, Math.toIntExact(lease.size()));
        }
    }

    public static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("only " + bytes.position() + " of " + length + " bytes at " + position);
            }
        }
        return bytes.array();
    }
}
