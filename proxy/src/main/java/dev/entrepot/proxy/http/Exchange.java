package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
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
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** One request and the writing of its one answer. Event loop only, unless a method says otherwise. */
final class Exchange {

    private static final AsciiString API_VERSION = AsciiString.cached("docker-distribution-api-version");
    private static final AsciiString API_VERSION_VALUE = AsciiString.cached("registry/2.0");
    private static final AsciiString CACHE_STATUS = AsciiString.cached("cache-status");

    private static final DateHeader DATE = new DateHeader(InstantSource.system());

    /** Header values come from parsed values and upstream media types that were checked when they came in. */
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    /** Bytes; bounds how long one connection keeps the loop. */
    private static final long SLICE = 1 << 20;

    private final ChannelHandlerContext ctx;
    private final Line line;
    private final HttpRequest request;
    private final Ledger ledger;
    private final Account account;
    private final Runnable ended;
    private final boolean keepAlive;
    private boolean goesOn;
    private boolean over;
    private boolean last;
    /** Bytes of copies that are written and not told to be. With HTTP/2 the end of a stream may be told before what it ends. */
    private long untold;

    /** @param number of the request on its connection */
    Exchange(ChannelHandlerContext ctx, Line line, HttpRequest request, Ledger ledger, int number, Runnable ended) {
        this.ctx = ctx;
        this.line = line;
        this.request = request;
        this.ledger = ledger;
        this.account = new Account(ctx.channel(), request, number);
        this.ended = ended;
        this.keepAlive = HttpUtil.isKeepAlive(request);
        this.goesOn = RequestRules.goesOn(request);
        ledger.started();
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

    /** Where it is noted what is asked, by whom, and what comes of it. */
    Account account() {
        return account;
    }

    /** Of the connection and the request on it; in the log, and in answers that say what went wrong. */
    String id() {
        return account.id();
    }

    /** Notes how the answer came about, in the header and for the log. */
    void cacheStatus(HttpResponse head, CacheStatus how) {
        account.cacheStatus(how);
        head.headers().set(CACHE_STATUS, how.header());
    }

    private <R extends HttpResponse> R withCommon(R head, long length) {
        HttpHeaders headers = head.headers();
        headers.set(HttpHeaderNames.DATE, DATE.now());
        headers.set(API_VERSION, API_VERSION_VALUE);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        if (isLast()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return head;
    }

    private boolean isLast() {
        return !keepAlive || goesOn || ledger.isDraining();
    }

    /** What else comes on the connection cannot be told from this request. */
    void giveUpConnection() {
        goesOn = true;
    }

    /** Whether the connection ends with this answer, which has been written. */
    boolean wasLast() {
        return last;
    }

    /** Sends a whole answer; the body is released, and left out for HEAD. */
    void sendWhole(HttpResponse head, ByteBuf body) {
        account.begun(head.status().code());
        FullHttpResponse whole;
        if (isHead()) {
            body.release();
            whole = full(head, Unpooled.EMPTY_BUFFER);
        } else {
            account.sent(body.readableBytes());
            whole = full(head, body);
        }
        end(ctx.writeAndFlush(whole));
    }

    private static FullHttpResponse full(HttpResponse head, ByteBuf body) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, head.status(), body, head.headers(), EmptyHttpHeaders.INSTANCE);
    }

    /** Sends what a ping is answered with. */
    void pong() {
        HttpResponse head = head(HttpResponseStatus.OK, 2);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        sendWhole(head, Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII));
    }

    /** Starts an answer whose body follows in parts. */
    void begin(HttpResponse head) {
        account.begun(head.status().code());
        ctx.write(head);
    }

    /** Writes a part, unflushed. May be called on any thread, by one at a time. */
    ChannelFuture part(ByteBuf content) {
        account.sent(content.readableBytes());
        return ctx.write(new DefaultHttpContent(content));
    }

    /**
     * Writes a part of a file, unflushed.
     *
     * @param released run when it was sent or given up
     */
    ChannelFuture region(LocalBlob file, long position, long bytes, Runnable released) {
        return ctx.write(new LeasedRegion(file, position, bytes, sent -> {
            account.sent(sent);
            released.run();
        }));
    }

    /** Whether files go by sendfile, as regions; otherwise they are copied. */
    boolean sendsFiles() {
        return line.carrier() == Carrier.PLAIN;
    }

    /** Whether more of a file may be written now, with so much of it on its way. */
    boolean hasRoom(long onTheWay) {
        return ctx.channel().isWritable() && (sendsFiles() || line.copies().allows(onTheWay));
    }

    /** How much of a file to write next, at most. */
    long slice() {
        return sendsFiles() ? SLICE : line.copies().chunk();
    }

    /**
     * Reads a part of a file and writes it, unflushed.
     *
     * @param released run when it was sent or given up; not when it could not be read
     */
    void copy(LocalBlob file, long position, int bytes, Runnable released) throws IOException {
        ByteBuf chunk = CopyBudget.read(file.channel(), position, bytes, ctx.alloc());
        line.copies().taken(bytes);
        untold += bytes;
        ctx.write(new DefaultHttpContent(chunk)).addListener(written -> {
            line.copies().givenBack(bytes);
            if (written.isSuccess()) {
                told(Math.min(bytes, untold));
            }
            released.run();
        });
    }

    private void told(long bytes) {
        untold -= bytes;
        account.sent(bytes);
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
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            settle(Answered.Ending.CUT);
            line.carrier().cut(ctx);
            Carrier.closeSoon(ctx);
        });
    }

    private void end(ChannelFuture written) {
        if (over) {
            // The client left before its answer was there, and that was counted and logged.
            return;
        }
        over = true;
        last = isLast();
        if (written.isDone()) {
            sent(written);
        } else {
            written.addListener(this::sent);
        }
    }

    /** Only now may the next request begin: whoever asks and does not read would fill the memory with answers. */
    private void sent(Future<?> written) {
        if (written.isSuccess()) {
            told(untold);
        }
        settle(endingOf(written));
        if (last) {
            line.carrier().end(ctx, goesOn);
        }
        ended.run();
    }

    private static Answered.Ending endingOf(Future<?> written) {
        if (written.isSuccess()) {
            return Answered.Ending.DONE;
        }
        return written.cause() instanceof ChannelOutputShutdownException ? Answered.Ending.CUT : Answered.Ending.LEFT;
    }

    /** The client left. */
    void abandoned() {
        if (!over) {
            over = true;
            settle(Answered.Ending.LEFT);
        }
    }

    /** Only now is the last byte with the network, or given up: a file of gigabytes is written long before. */
    private void settle(Answered.Ending how) {
        account.ended(how);
        ledger.ended(account);
    }

    boolean isOver() {
        return over;
    }
}
