package dev.entrepot.proxy.upstream.http;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response whose headers are here and whose body is arriving; used by one thread at a time and closed by its owner on
 * every path. At the end of the body the connection is reusable; closing long before it gives the connection up.
 */
public final class UpstreamResponse implements AutoCloseable {

    private final URI uri;
    private final HttpResponse head;
    private final ResponseStream stream;
    private final Duration idle;
    private Duration patience;
    private @Nullable ByteBuf current;

    UpstreamResponse(URI uri, HttpResponse head, ResponseStream stream, Timeouts timeouts) {
        this.uri = uri;
        this.head = head;
        this.stream = stream;
        this.idle = timeouts.idle();
        this.patience = timeouts.firstByte();
    }

    /** What was asked. */
    public URI uri() {
        return uri;
    }

    public int status() {
        return head.status().code();
    }

    public @Nullable String header(CharSequence name) {
        return head.headers().get(name);
    }

    /** All lines of that name. */
    public List<String> headers(CharSequence name) {
        return head.headers().getAll(name);
    }

    /** Bytes, as the header says, also to HEAD; -1 without one. */
    public long contentLength() {
        return head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) ? -1 : HttpUtil.getContentLength(head, -1L);
    }

    /**
     * The next bytes of the body, at least one, valid until the next call; null at the end.
     *
     * @throws UpstreamException TRUNCATED, TIMEOUT (the first-byte limit, then the idle limit), PROTOCOL or INTERRUPTED
     */
    public @Nullable ByteBuffer next() throws UpstreamException {
        ByteBuffer bytes = next(Deadline.after(patience));
        patience = idle;
        return bytes;
    }

    private @Nullable ByteBuffer next(Deadline deadline) throws UpstreamException {
        dropCurrent();
        current = stream.next(deadline);
        return current == null ? null : current.nioBuffer();
    }

    /** Whether {@link #next()} would return, or throw, at once. */
    public boolean hasNextReady() {
        return stream.hasNextReady();
    }

    /**
     * The whole body.
     *
     * @param limit bytes it may have at most
     * @throws UpstreamException as {@link #next()}, and PROTOCOL when it is longer
     */
    public byte[] readAll(int limit, Deadline deadline) throws UpstreamException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.clamp(contentLength(), 0, limit));
        byte[] piece = new byte[8192];
        for (ByteBuffer bytes = next(deadline.atMost(idle)); bytes != null; bytes = next(deadline.atMost(idle))) {
            if (body.size() + bytes.remaining() > limit) {
                throw new UpstreamException(
                        Kind.PROTOCOL, Uris.withoutQuery(uri) + ": the body is longer than " + limit + " bytes");
            }
            while (bytes.hasRemaining()) {
                int length = Math.min(piece.length, bytes.remaining());
                bytes.get(piece, 0, length);
                body.write(piece, 0, length);
            }
        }
        return body.toByteArray();
    }

    private void dropCurrent() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    @Override
    public void close() {
        dropCurrent();
        stream.leave();
    }

    @Override
    public String toString() {
        return status() + " from " + Uris.withoutQuery(uri);
    }
}
