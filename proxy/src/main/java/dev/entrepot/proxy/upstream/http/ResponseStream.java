package dev.entrepot.proxy.upstream.http;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One response on its way from an event loop, which fills it, to a thread, which waits for it.
 *
 * <p><b>Back-pressure.</b> The connection is read by request only, {@link #READ} bytes at most each time. The loop goes on
 * reading until {@link #HIGH_WATER} bytes are queued, so that no more than half a MiB is ever held; the reader starts it again
 * below {@link #LOW_WATER}, so that a slow one does not wake the loop for every piece.
 *
 * <p><b>Buffers.</b> Owned from {@link #chunk} until {@link #next} hands them out; all that comes after the reader has
 * left is released on arrival.
 *
 * <p><b>Final states are sticky</b>: the first of end, failure and close wins.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures of a channel come through its pipeline
final class ResponseStream {

    /** Bytes, as all of these. */
    static final int READ = 64 << 10;

    static final int HIGH_WATER = (512 << 10) - READ;

    static final int LOW_WATER = 192 << 10;

    /** A rest this small is read and dropped to keep the connection; more costs less to cut off. */
    static final int WORTH_DRAINING = 64 << 10;

    private static final long DRAIN_SECONDS = 2;

    private final Channel channel;
    private final String where;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();
    private @Nullable HttpResponse head;
    private @Nullable UpstreamException failure;
    private long expected = -1;
    private long received;
    private int queued;
    private boolean ended;
    private boolean left;
    private boolean paused;

    /** @param where the request, for messages */
    ResponseStream(Channel channel, String where) {
        this.channel = channel;
        this.where = where;
    }

    // The event loop's side.

    /** @param length of the body, -1 when only its end tells */
    void head(HttpResponse response, long length) {
        lock.lock();
        try {
            head = response;
            expected = length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes {@code chunk} over. */
    void chunk(ByteBuf chunk) {
        boolean cut = false;
        lock.lock();
        try {
            received += chunk.readableBytes();
            if (left || failure != null || !chunk.isReadable()) {
                chunk.release();
                cut = left && !isWorthDraining();
            } else {
                chunks.add(chunk);
                queued += chunk.readableBytes();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (cut) {
            channel.close();
        }
    }

    /** @return whether the body was as long as promised */
    boolean end() {
        lock.lock();
        try {
            if (expected >= 0 && received != expected) {
                fail(new TruncatedBodyException(where, received, expected, null));
                return false;
            }
            ended = true;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone, with or without a reason. */
    void disconnected(@Nullable Throwable cause) {
        lock.lock();
        try {
            UpstreamException reason = head == null
                    ? new UpstreamException(Kind.CLOSED, where + ": the connection ended before the response", cause)
                    : new TruncatedBodyException(where, received, expected, cause);
            fail(reason);
        } finally {
            lock.unlock();
        }
    }

    /** What came is not HTTP. */
    void garbled(Throwable cause) {
        fail(new UpstreamException(Kind.PROTOCOL, where + ": not HTTP: " + cause.getMessage(), cause));
    }

    private void fail(UpstreamException reason) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = reason;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asked at the end of each read; after a no, the reader's taking starts reading again. */
    boolean wantsMore() {
        lock.lock();
        try {
            paused = queued >= HIGH_WATER;
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    // The reader's side.

    /** @throws UpstreamException TIMEOUT, CLOSED, PROTOCOL or INTERRUPTED; the connection is closed then */
    HttpResponse awaitHead(Deadline deadline) throws UpstreamException {
        lock.lock();
        try {
            while (head == null) {
                awaitChange(deadline, "no response");
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next piece, owned by the caller; null at the end. What came before a failure is handed out before it.
     *
     * @throws UpstreamException TRUNCATED, TIMEOUT, PROTOCOL or INTERRUPTED; the connection is closed then
     */
    @Nullable
    ByteBuf next(Deadline deadline) throws UpstreamException {
        boolean resume;
        ByteBuf chunk;
        lock.lock();
        try {
            while (chunks.isEmpty() && !ended) {
                awaitChange(deadline, "nothing more of the body");
            }
            chunk = chunks.poll();
            if (chunk == null) {
                return null;
            }
            queued -= chunk.readableBytes();
            resume = paused && queued < LOW_WATER;
            paused = paused && !resume;
        } finally {
            lock.unlock();
        }
        if (resume) {
            channel.read();
        }
        return chunk;
    }

    boolean hasNextReady() {
        lock.lock();
        try {
            return !chunks.isEmpty() || ended || failure != null;
        } finally {
            lock.unlock();
        }
    }

    /** The reader has seen enough. A small rest is drained, for two seconds at most; otherwise the connection is closed. */
    void leave() {
        boolean drain;
        lock.lock();
        try {
            if (left) {
                return;
            }
            left = true;
            chunks.forEach(ByteBuf::release);
            chunks.clear();
            queued = 0;
            if (ended) {
                return;
            }
            drain = failure == null && head != null && isWorthDraining();
        } finally {
            lock.unlock();
        }
        if (drain) {
            channel.read();
            channel.eventLoop().schedule(this::cutUnlessEnded, DRAIN_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    private void cutUnlessEnded() {
        lock.lock();
        try {
            if (ended) {
                return;
            }
        } finally {
            lock.unlock();
        }
        channel.close();
    }

    private boolean isWorthDraining() {
        return expected < 0 ? received <= WORTH_DRAINING : expected - received <= WORTH_DRAINING;
    }

    /** Waits once, with the lock held, which is given up meanwhile. */
    @SuppressWarnings("WaitNotInLoop") // both callers loop
    private void awaitChange(Deadline deadline, String missing) throws UpstreamException {
        if (failure != null) {
            throw failure;
        }
        if (channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("an event loop must not wait for an upstream");
        }
        if (deadline.isOver()) {
            giveUp(new UpstreamException(Kind.TIMEOUT, where + ": " + missing + " in time"));
        }
        try {
            changed.awaitNanos(deadline.left().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(new UpstreamException(Kind.INTERRUPTED, where + ": interrupted", e));
        }
    }

    private void giveUp(UpstreamException reason) throws UpstreamException {
        fail(reason);
        channel.close();
        throw reason;
    }
}
