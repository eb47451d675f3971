package dev.entrepot.proxy.http;

import dev.entrepot.proxy.access.Admission;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and the writing of its one answer. Event loop only, unless a method says otherwise. */
final class Exchange {

    private static final AsciiString API_VERSION = AsciiString.cached("docker-distribution-api-version");
    private static final AsciiString API_VERSION_VALUE = AsciiString.cached("registry/2.0");
    private static final AsciiString CACHE_STATUS = AsciiString.cached("cache-status");

    /** Header values come from parsed values and upstream media types that were checked when they came in. */
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    /** After a cut answer a client gets so long to read what was sent; closing at once could reset what is in flight. */
    private static final long LINGER_SECONDS = 5;

    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final AccessLog log;
    private final Runnable ended;
    private final long startedAt = System.nanoTime();
    private final boolean keepAlive;
    private @Nullable CacheStatus cacheStatus;
    private String client = Admission.NOBODY;
    private int status;
    private long bodyBytes;
    private boolean over;

    Exchange(ChannelHandlerContext ctx, HttpRequest request, AccessLog log, Runnable ended) {
        this.ctx = ctx;
        this.request = request;
        this.log = log;
        this.ended = ended;
        this.keepAlive = HttpUtil.isKeepAlive(request);
        log.started();
    }

    ChannelHandlerContext ctx() {
        return ctx;
    }

    HttpRequest request() {
        return request;
    }

    boolean isHead() {
        return HttpMethod.HEAD.equals(request.method());
    }

    /** The head of an answer whose body, if any, is announced by {@code length}. */
    HttpResponse head(HttpResponseStatus as, long length) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, as, HEADERS);
        return withCommon(head, length);
    }

    /** Notes how the answer came about, in the header and for the log. */
    void cacheStatus(HttpResponse head, CacheStatus how) {
        cacheStatus = how;
        head.headers().set(CACHE_STATUS, how.header());
    }

    private <R extends HttpResponse> R withCommon(R head, long length) {
        HttpHeaders headers = head.headers();
        headers.set(API_VERSION, API_VERSION_VALUE);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return head;
    }

    /** Sends a whole answer; the body is released, and left out for HEAD. */
    void sendWhole(HttpResponse head, ByteBuf body) {
        status = head.status().code();
        FullHttpResponse whole;
        if (isHead()) {
            body.release();
            whole = full(head, Unpooled.EMPTY_BUFFER);
        } else {
            bodyBytes = body.readableBytes();
            whole = full(head, body);
        }
        end(ctx.writeAndFlush(whole));
    }

    private static FullHttpResponse full(HttpResponse head, ByteBuf body) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, head.status(), body, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    /** Starts an answer whose body follows in parts. */
    void begin(HttpResponse head) {
        status = head.status().code();
        ctx.write(head);
    }

    /** Writes a part, unflushed. May be called on any thread, by one at a time. */
    ChannelFuture part(Object content, long bytes) {
        bodyBytes += bytes;
        return ctx.write(content);
    }

    void flush() {
        ctx.flush();
    }

    /** The whole body was written. */
    void finish() {
        if (!over) {
            end(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        }
    }

    /**
     * Ends the answer short of its announced length, with FIN: containerd resumes after that, and gives up after a
     * reset (protocol.md, 1.5).
     */
    void cutShort() {
        if (over) {
            return;
        }
        over = true;
        log.ended(this, "cut");
        ctx.flush();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
            ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        });
    }

    private void end(ChannelFuture written) {
        if (over) {
            // The client left before its answer was there, and that was counted and logged.
            return;
        }
        over = true;
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        log.ended(this, "done");
        ended.run();
    }

    /** The client left. */
    void abandoned() {
        if (!over) {
            over = true;
            log.ended(this, "left");
        }
    }

    boolean isOver() {
        return over;
    }

    /** Notes for the log who asked. */
    void client(String name) {
        client = name;
    }

    String client() {
        return client;
    }

    long startedAt() {
        return startedAt;
    }

    int status() {
        return status;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    @Nullable
    CacheStatus cacheStatus() {
        return cacheStatus;
    }
}
