package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.OciErrorCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sends errors as distribution-spec wants them, which is also how clients print them. */
final class ErrorResponder {

    /** Seconds; containerd goes to its next host at once, others wait this long. */
    private static final String RETRY_AFTER = "5";

    /** Finds the request in the access log. */
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

    private ErrorResponder() {}

    static void send(Exchange exchange, OciError error, @Nullable CacheStatus how) {
        HttpResponse head = head(exchange, error);
        if (how != null) {
            exchange.cacheStatus(head, how);
        }
        exchange.sendWhole(head, ByteBufUtil.writeUtf8(exchange.ctx().alloc(), error.toJson()));
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
            head.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER);
        }
        return head;
    }

    /** Whoever knows said no: 404 in the code of what was asked, or 403. */
    static OciError refusal(Lookup.Refusal refusal, OciErrorCode unknown, Object what) {
        return switch (refusal) {
            case NOT_FOUND -> unknown.error(what + " is not known to its upstream");
            case DENIED ->
                OciErrorCode.DENIED.error("the upstream denies " + what + " to the credentials configured for it");
        };
    }

    /** 502 for what was had and found wrong, 503 for what could not be had: never 429, which containerd hammers on. */
    static OciError unavailable(boolean corrupt, Throwable cause, Object what) {
        return corrupt
                ? OciErrorCode.UNAVAILABLE.error(502, what + " came wrong from its upstream: " + cause.getMessage())
                : OciErrorCode.UNAVAILABLE.error(what + " cannot be had now: " + cause.getMessage());
    }
}
