package dev.entrepot.proxy.upstream.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small text file that others rewrite while we run, as a secret that is rotated. Looked at once a second at most.
 *
 * <p>While it cannot be read, its last content stays good: a rotation often removes it for a moment.
 */
public final class ChangingFile {

    /** Bytes. */
    private static final int MAX_SIZE = 1 << 20;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(ChangingFile.class);

    /** What tells one state of a file from another without reading it; an atomic rename changes the key. */
    private record Mark(
            Object modified, long size, @Nullable Object key) {}

    private final Path path;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String content;
    private @Nullable Mark mark;
    private long lookedAt;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    public ChangingFile(Path path, LongSupplier nanoTime) {
        this.path = path;
        this.nanoTime = nanoTime;
    }

    /**
     * @param now whether to look even if it was looked at a moment ago
     * @throws CredentialException when it cannot be read, and never could
     */
    String read(boolean now) throws CredentialException {
        lock.lock();
        try {
            String known = content;
            if (known != null && !now && nanoTime.getAsLong() - lookedAt < LOOK_EVERY.toNanos()) {
                return known;
            }
            lookedAt = nanoTime.getAsLong();
            return look(known);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Its text less one line end.
     *
     * @throws UncheckedIOException when it cannot be read, and never could
     */
    public String line() {
        try {
            return read(false).replaceFirst("\\r?\\n\\z", "");
        } catch (CredentialException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private String look(@Nullable String known) throws CredentialException {
        try {
            Mark found = markNow();
            if (known == null || !found.equals(mark)) {
                known = readNow();
                content = known;
                mark = found;
            }
            return known;
        } catch (IOException e) {
            if (known == null) {
                throw new CredentialException("cannot read " + path + ": " + e, e);
            }
            LOG.warn("{} cannot be read now, going on with what it said: {}", path, e.toString());
            return known;
        }
    }

    private Mark markNow() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Mark(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private String readNow() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length == 0 || bytes.length > MAX_SIZE) {
                throw new IOException("it is " + (bytes.length == 0 ? "empty" : "too long"));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** By its name. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChangingFile that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
