package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.core.pull.BlobRequest;
import dev.entrepot.core.pull.ManifestAnswer;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.access.Admission;
import dev.entrepot.proxy.access.ClientRules;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: its requests, one after the other, also when they come pipelined. Translates, decides nothing. */
final class RegistryHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);

    private final Line line;
    private final Edge edge;
    private final Questions questions;
    private final BlobResponder blobResponder;
    private final Ledger ledger;
    private final Queue<HttpRequest> waiting = new ArrayDeque<>(2);
    private @Nullable Exchange current;
    private BodyWriter writer = BodyWriter.NONE;
    private int requests;
    /** Between two pipelined requests. */
    private boolean starting;

    private boolean draining;
    private boolean closing;

    RegistryHandler(Line line, Edge edge, BlobResponder blobResponder, Ledger ledger) {
        this.line = line;
        this.edge = edge;
        this.questions = new Questions(edge);
        this.blobResponder = blobResponder;
        this.ledger = ledger;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                onRequest(ctx, request);
            }
        } finally {
            // Bodies of requests are of no use here: they are read and dropped.
            ReferenceCountUtil.release(message);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, HttpRequest request) {
        if (closing) {
            return;
        }
        if (current == null && !starting) {
            begin(ctx, request);
        } else {
            // Pipelined: the answer before it comes first, and no more is read meanwhile.
            waiting.add(request);
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        Exchange exchange = new Exchange(ctx, line, request, ledger, ++requests, () -> onEnded(ctx));
        current = exchange;
        starting = false;
        writer = BodyWriter.NONE;
        Optional<OciError> broken = RequestRules.broken(request, line.carrier());
        if (broken.isPresent()) {
            ErrorResponder.sendBroken(exchange, broken.get());
            return;
        }
        EdgeRules rules = edge.rules().get();
        if (rules.clients().areOpen()) {
            line.client().ifPresent(exchange.account()::user);
            answer(exchange, rules);
        } else {
            admit(exchange, rules);
        }
    }

    private void admit(Exchange exchange, EdgeRules rules) {
        ClientRules clients = rules.clients();
        String authorization = exchange.request().headers().get(HttpHeaderNames.AUTHORIZATION);
        Optional<Admission> ready =
                clients.ready(exchange.ctx().channel().remoteAddress(), line.client(), authorization);
        if (ready.isPresent()) {
            onAdmission(exchange, rules, ready.get());
            return;
        }
        questions.ask(
                exchange,
                () -> Trace.phase(Step.LOGIN, () -> clients.check(authorization, questions.deadline())),
                cause -> new Admission.Unchecked(),
                admission -> onAdmission(exchange, rules, admission));
    }

    private void onAdmission(Exchange exchange, EdgeRules rules, Admission admission) {
        if (exchange.isOver()) {
            return;
        }
        if (admission instanceof Admission.Admitted admitted) {
            exchange.account().user(admitted.client());
            answer(exchange, rules);
        } else {
            AdmissionResponder.refuse(exchange, admission);
        }
    }

    private void answer(Exchange exchange, EdgeRules rules) {
        HttpRequest request = exchange.request();
        Optional<OciError> unwelcome = RequestRules.unwelcome(request, rules.via());
        if (unwelcome.isPresent()) {
            ErrorResponder.send(exchange, unwelcome.get(), null);
            return;
        }
        route(exchange, rules.routes().parse(RequestRules.originForm(request.uri())));
    }

    private void route(Exchange exchange, RegistryRoute route) {
        exchange.account().asked(route);
        switch (route) {
            case RegistryRoute.Ping ping -> exchange.pong();
            case RegistryRoute.Manifest manifest -> manifest(exchange, manifest);
            case RegistryRoute.Blob blob -> blob(exchange, blob);
            case RegistryRoute.Tags tags ->
                list(
                        exchange,
                        () -> ListResponder.tags(
                                tags, edge.discovery().tags().list(tags.repository(), questions.deadline())));
            case RegistryRoute.Referrers referrers ->
                list(
                        exchange,
                        () -> ListResponder.referrers(
                                referrers,
                                edge.discovery().referrers().list(referrers.subject(), questions.deadline())));
            case RegistryRoute.Refused refused -> ErrorResponder.send(exchange, refused.error(), null);
            case RegistryRoute.Elsewhere elsewhere ->
                ErrorResponder.send(
                        exchange,
                        OciErrorCode.NAME_UNKNOWN.error("nothing here; the distribution API begins at /v2/"),
                        null);
        }
    }

    private void list(Exchange exchange, Supplier<ListResponder.Reply> question) {
        questions.ask(exchange, question, ListResponder::unavailable, reply -> reply.send(exchange));
    }

    private void manifest(Exchange exchange, RegistryRoute.Manifest route) {
        Optional<ManifestAnswer> ready = edge.manifests().ready(route.reference());
        if (ready.isPresent()) {
            ManifestResponder.respond(exchange, route, ready.get());
            return;
        }
        questions.ask(
                exchange,
                () -> edge.manifests().pull(route.reference(), questions.deadline()),
                cause -> ManifestAnswer.unavailable(Dependency.UPSTREAM, cause),
                answer -> ManifestResponder.respond(exchange, route, answer));
    }

    private void blob(Exchange exchange, RegistryRoute.Blob route) {
        RequestedRange range = RequestedRange.parse(Conditions.range(exchange.request(), route.digest()));
        if (range instanceof RequestedRange.Several && !exchange.isHead()) {
            // 400 and nothing else makes containers/image and stargz ask again with fewer (protocol.md, rule 4).
            ErrorResponder.send(exchange, OciErrorCode.UNSUPPORTED.error(400, "one range at a time, please"), null);
            return;
        }
        BlobRequest request = new BlobRequest(route.repository(), route.digest(), range, !exchange.isHead());
        Optional<BlobAnswer> ready = edge.blobs().ready(request);
        if (ready.isPresent()) {
            onBlob(exchange, route, range, ready.get());
            return;
        }
        questions.ask(
                exchange,
                () -> edge.blobs().pull(request, questions.deadline()),
                cause -> BlobAnswer.unavailable(Dependency.UPSTREAM, cause),
                answer -> onBlob(exchange, route, range, answer));
    }

    private void onBlob(Exchange exchange, RegistryRoute.Blob route, RequestedRange range, BlobAnswer answer) {
        BodyWriter next = blobResponder.respond(exchange, route, range, answer);
        if (!exchange.isOver()) {
            writer = next;
        }
        if (!exchange.ctx().channel().isActive()) {
            next.onGone();
        }
    }

    private void onEnded(ChannelHandlerContext ctx) {
        boolean wasLast = current != null && current.wasLast();
        current = null;
        writer = BodyWriter.NONE;
        if (wasLast) {
            closing = true;
            waiting.clear();
            return;
        }
        HttpRequest next = waiting.poll();
        if (next != null) {
            // Not from within the end of the one before: a long pipeline must not become a deep stack.
            starting = true;
            ctx.executor().execute(() -> begin(ctx, next));
        } else if (draining) {
            closeIdle(ctx);
        } else if (!ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            writer.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
        writer.onGone();
        if (current != null) {
            current.abandoned();
        }
    }

    /** An idle connection is closed at once, any other when its answer has ended: by then every answer is the last. */
    private void onDraining(ChannelHandlerContext ctx) {
        draining = true;
        if (current == null && !starting) {
            closeIdle(ctx);
        }
    }

    private void closeIdle(ChannelHandlerContext ctx) {
        if (!closing) {
            closing = true;
            // After what may still be on its way to the client.
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** An idle connection is closed; one whose client takes nothing is, too; one that waits for an upstream is not. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Draining.BEGUN) {
            onDraining(ctx);
            return;
        }
        if (event == Draining.OVER) {
            // What is not with the network yet fails by this, and ends its exchange.
            line.carrier().cut(ctx);
            return;
        }
        if (event == HeadDeadline.Event.OVERDUE && current == null) {
            ctx.close();
            return;
        }
        if (event instanceof IdleStateEvent idle && (current == null || takesNothing(ctx, current, idle))) {
            ctx.close();
        }
    }

    /** Nobody knows after the first event, before which Netty does not look at what sendfile has sent of a file. */
    private boolean takesNothing(ChannelHandlerContext ctx, Exchange exchange, IdleStateEvent idle) {
        boolean isItsTurn = exchange.isOver() || !ctx.channel().isWritable() || writer.waitsForClient();
        return isItsTurn && !idle.isFirst();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A client that resets its connection is ordinary: containerd does it after each chunk (protocol.md, 1.6).
        LOG.debug("connection of {} failed", ctx.channel().remoteAddress(), cause);
        ctx.close();
    }
}
