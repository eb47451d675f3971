package dev.entrepot.proxy.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request of an operator; its connection ends with the answer, so that nothing has to be kept in order. */
final class AdminHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final int ASK_SECONDS = 10;
    private static final int TAKE_SECONDS = 30;
    private static final String SEC_FETCH_SITE = "sec-fetch-site";

    private final AdminEndpoints endpoints;
    private final Executor readers;
    private final Executor changers;
    private boolean asked;

    /**
     * @param readers for what blocks and changes nothing; bounded, rejects when it is full
     * @param changers the same for what changes something
     */
    AdminHandler(AdminEndpoints endpoints, Executor readers, Executor changers) {
        this.endpoints = endpoints;
        this.readers = readers;
        this.changers = changers;
    }

    /** Whoever sends a byte now and then is not idle, and few connections are let in. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (!asked) {
                                ctx.close();
                            }
                        },
                        ASK_SECONDS,
                        TimeUnit.SECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request && !asked) {
                asked = true;
                onRequest(ctx, request);
            }
        } finally {
            // Bodies are of no use here: they are read and dropped.
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, HttpRequest request) {
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        if (request.decoderResult().isFailure()) {
            send(ctx, isHead, AdminAnswer.text(400, "this is not well-formed HTTP"));
            return;
        }
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        Optional<AdminEndpoints.Route> found = endpoints.at(path(target));
        if (found.isEmpty()) {
            send(ctx, isHead, AdminAnswer.text(404, "nothing here; there is " + String.join(" ", paths())));
        } else if (!found.get().allows(request.method())) {
            refuseMethod(ctx, isHead, found.get().method());
        } else if (request.method().equals(HttpMethod.POST) && isFromABrowser(request)) {
            send(ctx, isHead, AdminAnswer.text(403, "pages of the web may not ask for this"));
        } else {
            ask(ctx, isHead, found.get(), asked(request, target));
        }
    }

    private static String path(QueryStringDecoder target) {
        try {
            return target.path();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private Iterable<String> paths() {
        return endpoints.all().keySet().stream().sorted().toList();
    }

    /** Any page an operator looks at can make the browser send a POST to loopback; no page can leave these headers out. */
    private static boolean isFromABrowser(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.ORIGIN)
                || request.headers().contains(SEC_FETCH_SITE);
    }

    private static AdminRequest asked(HttpRequest request, QueryStringDecoder target) {
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            target.parameters().forEach((name, values) -> parameters.put(name, values.getFirst()));
        } catch (IllegalArgumentException e) {
            LOG.debug("a query that is not well percent-encoded", e);
        }
        return new AdminRequest(parameters, request.headers().get(HttpHeaderNames.ACCEPT, ""));
    }

    private void ask(ChannelHandlerContext ctx, boolean isHead, AdminEndpoints.Route route, AdminRequest request) {
        if (route.quick()) {
            send(ctx, isHead, answer(route.endpoint(), request));
            return;
        }
        Executor workers = route.method().equals(HttpMethod.POST) ? changers : readers;
        try {
            workers.execute(() -> {
                AdminAnswer answer = answer(route.endpoint(), request);
                ctx.executor().execute(() -> send(ctx, isHead, answer));
            });
        } catch (RejectedExecutionException e) {
            send(ctx, isHead, AdminAnswer.text(503, "too much is asked at once"));
        }
    }

    private static AdminAnswer answer(AdminEndpoint endpoint, AdminRequest request) {
        try {
            return endpoint.answer(request);
        } catch (RuntimeException | Error e) {
            LOG.error("an operator's request failed", e);
            return AdminAnswer.text(500, "failed: " + e);
        }
    }

    private static void refuseMethod(ChannelHandlerContext ctx, boolean isHead, HttpMethod allowed) {
        FullHttpResponse response = response(ctx, isHead, AdminAnswer.text(405, "only by " + allowed));
        response.headers().set(HttpHeaderNames.ALLOW, allowed.name());
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static void send(ChannelHandlerContext ctx, boolean isHead, AdminAnswer answer) {
        ctx.writeAndFlush(response(ctx, isHead, answer)).addListener(ChannelFutureListener.CLOSE);
        ctx.executor().schedule(() -> ctx.close(), TAKE_SECONDS, TimeUnit.SECONDS);
    }

    private static FullHttpResponse response(ChannelHandlerContext ctx, boolean isHead, AdminAnswer answer) {
        ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), answer.body());
        int length = body.readableBytes();
        if (isHead) {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // A purge may take longer than a connection may be idle.
        if (event instanceof IdleStateEvent && !asked) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} failed", ctx.channel().remoteAddress(), cause);
        ctx.close();
    }
}
