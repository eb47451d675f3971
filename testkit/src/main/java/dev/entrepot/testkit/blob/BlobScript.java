package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ScriptedSource} plays one blob: by default public, of known size, with ranges and without an
 * {@code ETag}. Each method changes one thing and returns the script.
 */
public final class BlobScript {

    private static final int DEFAULT_CHUNK = 8 << 10;

    private final Digest digest;
    private final byte[] content;
    private final Set<Repository> repositories = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private volatile long saidSize;
    private volatile boolean isChunked;
    private volatile int chunkSize = DEFAULT_CHUNK;
    private volatile boolean ignoresRanges;
    private volatile boolean isPublic = true;
    private volatile @Nullable String validator;
    private volatile @Nullable Supplier<IOException> failure;
    private volatile int failsAt;
    private volatile @Nullable Gate answerGate;
    private volatile @Nullable Gate bodyGate;
    private volatile int gateAt;

    BlobScript(Digest digest, byte[] content) {
        this.digest = digest;
        this.content = content.clone();
        this.saidSize = content.length;
    }

    public Digest digest() {
        return digest;
    }

    public BlobScript ofUnknownSize() {
        return sayingSize(-1);
    }

    /** A whole body comes without a length; a range tells what it is a part of. */
    public BlobScript chunked() {
        isChunked = true;
        return this;
    }

    /** May be a lie. */
    public BlobScript sayingSize(long size) {
        saidSize = size;
        return this;
    }

    /** Asked from an offset, it starts at 0; asked for a closed range, it is unreachable. */
    public BlobScript ignoringRanges() {
        ignoresRanges = true;
        return this;
    }

    public BlobScript needingCredentials() {
        isPublic = false;
        return this;
    }

    /** A continuation with another validator starts at 0. */
    public BlobScript withValidator(String etag) {
        validator = etag;
        return this;
    }

    public BlobScript inChunksOf(int bytes) {
        chunkSize = bytes;
        return this;
    }

    /** Every other repository is answered absent. */
    public BlobScript onlyIn(Repository... some) {
        repositories.addAll(Set.of(some));
        return this;
    }

    /** Each stream that reaches byte {@code offset} of the blob fails there. */
    public BlobScript failingAt(int offset, Supplier<IOException> cause) {
        return failing(offset, cause, Integer.MAX_VALUE);
    }

    /** The first stream that reaches byte {@code offset} of the blob fails there, later ones pass. */
    public BlobScript failingOnceAt(int offset, Supplier<IOException> cause) {
        return failing(offset, cause, 1);
    }

    private BlobScript failing(int offset, Supplier<IOException> cause, int times) {
        failsAt = offset;
        failuresLeft.set(times);
        failure = cause;
        return this;
    }

    /** Holds every call of {@code open} until the gate is opened. */
    public BlobScript holdingAnswerAt(Gate gate) {
        answerGate = gate;
        return this;
    }

    /** Holds every stream that wants to pass byte {@code offset} of the blob until the gate is opened. */
    public BlobScript holdingBodyAt(int offset, Gate gate) {
        gateAt = offset;
        bodyGate = gate;
        return this;
    }

    void holdAnswer() throws IOException {
        Gate gate = answerGate;
        if (gate != null) {
            gate.pass();
        }
    }

    boolean isFor(Repository repository) {
        return repositories.isEmpty() || repositories.contains(repository);
    }

    boolean ignoresRanges() {
        return ignoresRanges;
    }

    boolean isPublic() {
        return isPublic;
    }

    Optional<String> validator() {
        return Optional.ofNullable(validator);
    }

    int length() {
        return content.length;
    }

    long saidSize(Window window) {
        return isChunked && window instanceof Window.All ? -1 : saidSize;
    }

    /** The chunk at {@code position}, ending where something is scripted to happen. */
    ByteBuffer chunk(int position, int end) throws IOException {
        Gate gate = bodyGate;
        if (gate != null && position == gateAt) {
            gate.pass();
        }
        Supplier<IOException> cause = failure;
        if (cause != null && position == failsAt && failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw cause.get();
        }
        int stop = Math.min(end, position + chunkSize);
        stop = gate != null && position < gateAt ? Math.min(stop, gateAt) : stop;
        stop = cause != null && position < failsAt ? Math.min(stop, failsAt) : stop;
        return ByteBuffer.wrap(content, position, stop - position).slice().asReadOnlyBuffer();
    }

    /** Whether a stream at {@code position} would be held. */
    boolean isHeldAt(int position) {
        Gate gate = bodyGate;
        return gate != null && position == gateAt && !gate.isOpen();
    }

    /** The end of the body, which a script may also hold or replace by a failure. */
    void end(int end) throws IOException {
        if (end == content.length) {
            chunk(end, end);
        }
    }
}
