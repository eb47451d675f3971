package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.upstream.http.Via;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What cannot be answered on the event loop at once: asked on a thread that may block, answered on the loop. */
final class Questions {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    /** For whoever keeps the deadline himself, and knows better what was the matter. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Edge edge;

    Questions(Edge edge) {
        this.edge = edge;
    }

    /**
     * The one place where an answer comes back to the loop; an unforeseen failure is an answer too, and so is none at all:
     * a disk that hangs knows of no deadline.
     */
    <A> void ask(Exchange exchange, Supplier<A> question, Function<Throwable, A> failed, Consumer<A> responder) {
        Future<?> alarm = exchange.ctx()
                .executor()
                .schedule(
                        () -> {
                            exchange.giveUpConnection();
                            responder.accept(failed.apply(new TimeoutException("it took too long")));
                        },
                        edge.patience().plus(GRACE).toMillis(),
                        TimeUnit.MILLISECONDS);
        Trace trace = exchange.account().trace();
        Runnable asking = () -> trace.run(() -> {
            A found = answer(exchange, question, failed);
            exchange.ctx().executor().execute(() -> answered(exchange, alarm, () -> responder.accept(found)));
        });
        List<String> cameBy = exchange.request().headers().getAll(HttpHeaderNames.VIA);
        edge.blocking().execute(Via.along(cameBy, asking));
    }

    private static <A> A answer(Exchange exchange, Supplier<A> question, Function<Throwable, A> failed) {
        try {
            return question.get();
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{} {} failed",
                    exchange.request().method(),
                    exchange.request().uri(),
                    e);
            return failed.apply(e);
        }
    }

    /** What comes too late is given back once the connection has gone, as with a client that left. */
    private static void answered(Exchange exchange, Future<?> alarm, Runnable responder) {
        alarm.cancel(false);
        if (exchange.isOver() && exchange.ctx().channel().isActive()) {
            exchange.ctx().channel().closeFuture().addListener(closed -> respond(exchange, responder));
        } else {
            respond(exchange, responder);
        }
    }

    /** Whatever goes wrong in it, the client does not wait for ever. */
    private static void respond(Exchange exchange, Runnable responder) {
        try {
            responder.run();
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "answering {} {} failed",
                    exchange.request().method(),
                    exchange.request().uri(),
                    e);
            exchange.cutShort();
        }
    }

    Deadline deadline() {
        return Deadline.after(edge.patience());
    }
}
