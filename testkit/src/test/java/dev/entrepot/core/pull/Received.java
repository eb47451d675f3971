package dev.entrepot.core.pull;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.testkit.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client got of a body, and whether it was cut. */
final class Received {

    private static final long PATIENCE_SECONDS = 20;

    private final byte[] bytes;
    private final Optional<Throwable> cut;

    private Received(byte[] bytes, Optional<Throwable> cut) {
        this.bytes = bytes;
        this.cut = cut;
    }

    /** Reads an answer with a body to its end, as the edge does, and closes it. */
    static Received all(BlobAnswer answer) throws IOException {
        return switch (answer) {
            case BlobAnswer.Stored stored -> new Received(Bytes.of(stored.blob()), Optional.empty());
            case BlobAnswer.Arriving arriving ->
                tail(arriving, 0, arriving.file().size());
            case BlobAnswer.Windowed windowed -> relayed(windowed.body());
            case BlobAnswer.PassedThrough passed -> relayed(passed.body());
            default -> throw new AssertionError("no body in " + answer);
        };
    }

    /** Reads the bytes from {@code first} to before {@code end} as they arrive. */
    static Received part(BlobAnswer answer, int first, int end) throws IOException {
        return tail((BlobAnswer.Arriving) answer, first, end);
    }

    private static Received tail(BlobAnswer.Arriving arriving, long first, long end) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (LocalBlob file = arriving.file()) {
            long position = first;
            while (true) {
                Progress progress = beyond(arriving.download(), position);
                int length = Math.toIntExact(Math.min(progress.available(), end) - position);
                if (length > 0) {
                    received.write(Bytes.read(file.channel(), position, length));
                    position += length;
                }
                if (position == end || progress.isFinal()) {
                    return new Received(received.toByteArray(), failure(progress, position, end));
                }
            }
        }
    }

    private static Optional<Throwable> failure(Progress progress, long position, long end) {
        return progress instanceof Progress.Failed failed && position < end
                ? Optional.of(failed.cause())
                : Optional.empty();
    }

    private static Progress beyond(Download download, long position) {
        try {
            return download.beyond(position).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing beyond " + position + " of " + download, e);
        }
    }

    /** Reads a stream to its end and closes it. */
    static Received relayed(RemoteBlob stream) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (stream) {
            ByteBuffer chunk = stream.next();
            while (chunk != null) {
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                received.writeBytes(bytes);
                chunk = stream.next();
            }
            return new Received(received.toByteArray(), Optional.empty());
        } catch (IOException e) {
            return new Received(received.toByteArray(), Optional.of(e));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Why it ended early. */
    Optional<Throwable> cut() {
        return cut;
    }

    boolean isWhole(byte[] content) {
        return cut.isEmpty() && Arrays.equals(bytes, content);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes" + cut.map(cause -> ", cut: " + cause).orElse("");
    }
}
