package dev.entrepot.proxy.upstream.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.pool.ChannelPool;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a pooled connection: turns its events into those of the {@link ResponseStream} being awaited, and
 * gives the connection back to its pool, exactly once per exchange, when the response has ended or the connection has.
 *
 * <p>While idle it reads by itself, so that a close is seen at once; during an exchange only when the stream wants more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures of a channel come through its pipeline
final class Connection extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf(Connection.class, "connection");

    private final ChannelPool pool;
    private final Duration idleLimit;

    // Written by the event loop alone.
    private @Nullable ResponseStream stream;
    private @Nullable Future<?> idleClose;
    private boolean isHead;
    private boolean isInterim;
    private boolean keepAlive;
    private volatile boolean isUsed;
    private volatile boolean isBroken;

    private Connection(ChannelPool pool, Duration idleLimit) {
        this.pool = pool;
        this.idleLimit = idleLimit;
    }

    /** Adds one to the end of a new channel. Kept as an attribute, too: a closed channel has lost its handlers. */
    static void addTo(Channel channel, ChannelPool pool, Duration idleLimit) {
        Connection connection = new Connection(pool, idleLimit);
        channel.attr(KEY).set(connection);
        channel.pipeline().addLast(connection);
    }

    static Connection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Whether it has carried an exchange before: then the upstream may have closed it already. */
    boolean isUsed() {
        return isUsed;
    }

    boolean isHealthy(Channel channel) {
        return !isBroken && channel.isActive();
    }

    /** Sends a request on an acquired connection; from any thread. */
    ResponseStream exchange(Channel channel, HttpRequest request, String where) {
        ResponseStream response = new ResponseStream(channel, where);
        channel.eventLoop().execute(() -> begin(channel, request, response));
        return response;
    }

    private void begin(Channel channel, HttpRequest request, ResponseStream response) {
        stream = response;
        isHead = request.method().equals(HttpMethod.HEAD);
        isUsed = true;
        if (!isHealthy(channel)) {
            disconnected(channel, null);
            return;
        }
        channel.config().setAutoRead(false);
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess() && stream == response) {
                disconnected(channel, written.cause());
            }
        });
        channel.read();
    }

    /** Told by the pool, on the event loop. */
    void acquired() {
        if (idleClose != null) {
            idleClose.cancel(false);
            idleClose = null;
        }
    }

    /** Told by the pool, on the event loop. */
    void released(Channel channel) {
        if (isHealthy(channel)) {
            idleClose =
                    channel.eventLoop().schedule(() -> channel.close(), idleLimit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ResponseStream response = stream;
        if (response == null || !(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            isBroken = true;
            ctx.close();
        } else if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            response.garbled(object.decoderResult().cause());
            ctx.close();
        } else {
            inResponse(ctx.channel(), object, response);
        }
    }

    private void inResponse(Channel channel, HttpObject object, ResponseStream response) {
        if (object instanceof HttpResponse head) {
            isInterim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!isInterim) {
                keepAlive = HttpUtil.isKeepAlive(head);
                response.head(head, lengthOf(head));
            }
        }
        if (object instanceof HttpContent content) {
            if (isInterim) {
                content.release();
                return;
            }
            response.chunk(content.content());
            if (content instanceof LastHttpContent) {
                finish(channel, response.end() && keepAlive);
            }
        }
    }

    private long lengthOf(HttpResponse head) {
        int status = head.status().code();
        boolean isEmpty = isHead || status == 204 || status == 304;
        return isEmpty ? 0 : HttpUtil.isTransferEncodingChunked(head) ? -1 : HttpUtil.getContentLength(head, -1L);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (stream != null && stream.wantsMore()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disconnected(ctx.channel(), null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        disconnected(ctx.channel(), cause);
    }

    private void disconnected(Channel channel, @Nullable Throwable cause) {
        if (stream == null) {
            isBroken = true;
            channel.close();
        } else {
            stream.disconnected(cause);
            finish(channel, false);
        }
    }

    private void finish(Channel channel, boolean reusable) {
        stream = null;
        if (reusable) {
            channel.config().setAutoRead(true);
        } else {
            isBroken = true;
            channel.close();
        }
        pool.release(channel);
    }
}
