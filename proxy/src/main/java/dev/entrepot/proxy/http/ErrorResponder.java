package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends errors as distribution-spec wants them, which is also how clients print them. */
final class ErrorResponder {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponder.class);

    /** containerd goes to its next host at once, others wait this long. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** An upstream that wants to be left alone for longer is asked again by then. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);

    /** Finds the request in the access log. */
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

    private static final String LOOP_ADVICE =
            "; an upstream's url leads back to where it is asked from: correct it in entrepot.yaml, here or there";

    private ErrorResponder() {}

    static void send(Exchange exchange, OciError error, @Nullable CacheStatus how) {
        send(exchange, error, head(exchange, error), how);
    }

    private static void send(Exchange exchange, OciError error, HttpResponse head, @Nullable CacheStatus how) {
        if (how != null) {
            exchange.cacheStatus(head, how);
        }
        exchange.sendWhole(head, ByteBufUtil.writeUtf8(exchange.ctx().alloc(), error.toJson()));
    }

    /** What is no proper HTTP may be the rest of anything: the connection is of no use any more. */
    static void sendBroken(Exchange exchange, OciError error) {
        LOG.debug(
                "broken request: {}",
                error.message(),
                exchange.request().decoderResult().cause());
        exchange.giveUpConnection();
        send(exchange, error, null);
    }

    /**
     * 502 for what was had and found wrong, 508 for what is asked for in a circle, 503 for what else could not be had: never
     * 429, which containerd hammers on. What an
     * upstream asked for by {@code Retry-After} is passed on: before that it is not asked, and the answer would be the same.
     */
    static void sendUnavailable(Exchange exchange, Throwable cause, Object what, CacheStatus how) {
        if (how == CacheStatus.CORRUPT) {
            String why = what + " came wrong from its upstream: " + cause.getMessage();
            send(exchange, OciErrorCode.UNAVAILABLE.error(502, why), how);
            return;
        }
        if (cause instanceof UpstreamException trouble && trouble.isLoop()) {
            String why = what + " is asked for in a circle: " + cause.getMessage();
            send(exchange, OciErrorCode.UNAVAILABLE.error(UpstreamException.LOOP, why + LOOP_ADVICE), how);
            return;
        }
        OciError error = OciErrorCode.UNAVAILABLE.error(what + " cannot be had now: " + cause.getMessage());
        HttpResponse head = head(exchange, error);
        retryAfter(head, cause instanceof UpstreamException trouble ? trouble.retryAfter() : Optional.empty());
        send(exchange, error, head, how);
    }

    private static void retryAfter(HttpResponse head, Optional<Duration> asked) {
        Duration time =
                asked.filter(longer -> longer.compareTo(RETRY_AFTER) > 0).orElse(RETRY_AFTER);
        Duration bounded = time.compareTo(LONGEST_RETRY_AFTER) < 0 ? time : LONGEST_RETRY_AFTER;
        // Not too early by a fraction of a second.
        long seconds = bounded.plusSeconds(1).minusNanos(1).toSeconds();
        head.headers().set(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds));
    }

    /** Says who may ask, and how to be one of them. */
    static void challenge(Exchange exchange, OciError error, String challenge) {
        HttpResponse head = head(exchange, error);
        head.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
        exchange.sendWhole(head, ByteBufUtil.writeUtf8(exchange.ctx().alloc(), error.toJson()));
    }

    private static HttpResponse head(Exchange exchange, OciError error) {
        byte[] body = error.toJson().getBytes(StandardCharsets.UTF_8);
        HttpResponse head = exchange.head(HttpResponseStatus.valueOf(error.status()), body.length);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        head.headers().set(REQUEST_ID, exchange.id());
        if (error.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            head.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        if (error.status() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            retryAfter(head, Optional.empty());
        }
        return head;
    }

    /** Whoever knows said no: 404 in the code of what was asked, or 403. */
    static OciError refusal(Lookup.Refusal refusal, OciErrorCode unknown, Object what) {
        return switch (refusal) {
            case NOT_FOUND, BARE_NOT_FOUND -> unknown.error(what + " is not known to its upstream");
            case DENIED ->
                OciErrorCode.DENIED.error("the upstream denies " + what + " to the credentials configured for it");
        };
    }
}
