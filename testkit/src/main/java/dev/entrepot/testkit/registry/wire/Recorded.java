package dev.entrepot.testkit.registry.wire;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that arrived, noted before it was answered. Status and bytes are filled in later, by the
 * connection's thread.
 */
public final class Recorded {

    private static final Pattern LONG_HEX = Pattern.compile("(sha(?:256|512):[0-9a-f]{12})[0-9a-f]+");
    private static final long PATIENCE_SECONDS = 20;

    private final Request request;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status;
    private volatile long bytesSent;

    Recorded(Request request) {
        this.request = request;
    }

    public Request request() {
        return request;
    }

    public String method() {
        return request.method();
    }

    public String path() {
        return request.path();
    }

    /** Not decoded; empty if there was none. */
    public String query() {
        return request.query();
    }

    public Headers headers() {
        return request.headers();
    }

    public @Nullable String header(String name) {
        return request.header(name);
    }

    /** All lines of that name, as they were sent. */
    public List<String> headers(String name) {
        return request.headers().all(name);
    }

    /** 0 as long as no status line was sent. */
    public int status() {
        return status;
    }

    /** Bytes of the body that were handed to the kernel. */
    public long bytesSent() {
        return bytesSent;
    }

    /**
     * Waits until the answer was sent or given up.
     *
     * @throws AssertionError after 20 seconds
     */
    public Recorded awaitEnd() {
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still being answered: " + this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + this, e);
        }
        return this;
    }

    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void answered(int statusSent) {
        status = statusSent;
    }

    void sent(long bytesOfBody) {
        bytesSent = bytesOfBody;
    }

    void ended() {
        ended.countDown();
    }

    /** Without the status, which is not known at once: {@code GET /v2/a/blobs/sha256:0123456789ab… bytes=5-}. */
    public String line() {
        String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
        String range = request.header("Range");
        String line = request.method() + " " + LONG_HEX.matcher(target).replaceAll("$1…");
        return range == null ? line : line + " " + range;
    }

    /** {@link #line()} and the status: {@code GET /v2/ -> 200}, or {@code …} if there is none yet. */
    @Override
    public String toString() {
        return line() + " -> " + (status == 0 ? "…" : status);
    }
}
