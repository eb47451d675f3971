package dev.entrepot.proxy.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.entrepot.core.discovery.ListAnswer;
import dev.entrepot.core.discovery.ListAnswer.Standing;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.discovery.TagPage;
import dev.entrepot.core.oci.OciErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns answers about tags and referrers into responses (distribution-spec, "Content Discovery"). Lists may be of megabytes,
 * so their JSON is written by whoever asked, and the loop only sends it.
 */
final class ListResponder {

    /** Compared as it stands by crane, cosign and oras: no parameters. */
    private static final AsciiString INDEX = AsciiString.cached("application/vnd.oci.image.index.v1+json");

    private static final AsciiString JSON = AsciiString.cached("application/json");

    private static final AsciiString LINK = AsciiString.cached("link");
    private static final AsciiString FILTERS_APPLIED = AsciiString.cached("oci-filters-applied");

    /** Clients that know it show it (distribution-spec, "Warnings"). */
    private static final String INCOMPLETE =
            "299 - \"the upstream cannot be asked: this is what the cache holds, and there may be more\"";

    private ListResponder() {}

    /** What the loop has left to do. */
    interface Reply {

        void send(Exchange exchange);
    }

    private static Reply whole(
            Standing standing,
            Optional<String> namespace,
            AsciiString type,
            Map<AsciiString, String> more,
            byte[] json) {
        return exchange -> {
            HttpResponse head = exchange.head(HttpResponseStatus.OK, json.length);
            ContentHeaders.namespace(head.headers(), namespace);
            exchange.cacheStatus(head, CacheStatus.of(standing));
            if (standing == Standing.HELD) {
                head.headers().set(HttpHeaderNames.WARNING, INCOMPLETE);
            }
            head.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
            more.forEach(head.headers()::set);
            exchange.sendWhole(head, Unpooled.wrappedBuffer(json));
        };
    }

    static Reply unavailable(Throwable cause) {
        return exchange -> ErrorResponder.sendUnavailable(exchange, cause, "this list", CacheStatus.UNAVAILABLE);
    }

    static Reply tags(RegistryRoute.Tags route, ListAnswer<String> answer) {
        if (!(answer instanceof ListAnswer.Listed<String> listed)) {
            return exchange -> refuse(exchange, answer, "the list of tags of " + route.repository());
        }
        TagPage page = TagPage.of(listed.entries(), route.after().orElse(""), route.limit());
        String list = page.tags().stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","));
        return whole(
                listed.standing(),
                route.namespace(),
                JSON,
                page.hasMore() ? Map.of(LINK, next(route, page)) : Map.of(),
                bytes("{\"name\":" + quoted(route.name()) + ",\"tags\":[" + list + "]}"));
    }

    /** Relative, under the path the client came by: it refuses to follow a link elsewhere (protocol.md, case 59). */
    private static String next(RegistryRoute.Tags route, TagPage page) {
        String namespace = route.namespace()
                .map(ns -> "&ns=" + URLEncoder.encode(ns, StandardCharsets.UTF_8))
                .orElse("");
        return "<" + route.path() + "?n=" + route.limit().orElseThrow() + "&last="
                + page.tags().getLast() + namespace + ">; rel=\"next\"";
    }

    private static byte[] bytes(String json) {
        assert !(Thread.currentThread() instanceof FastThreadLocalThread) : "lists are not written on event loops";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    static Reply referrers(RegistryRoute.Referrers route, ListAnswer<Referrer> answer) {
        if (!(answer instanceof ListAnswer.Listed<Referrer> listed)) {
            return exchange -> refuse(exchange, answer, "the list of referrers of " + route.subject());
        }
        String list = listed.entries().stream()
                .filter(referrer -> route.artifactType()
                        .map(referrer.artifactType()::equals)
                        .orElse(true))
                .map(Referrer::json)
                .collect(Collectors.joining(","));
        return whole(
                listed.standing(),
                route.namespace(),
                INDEX,
                route.artifactType().isPresent() ? Map.of(FILTERS_APPLIED, "artifactType") : Map.of(),
                bytes("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + list + "]}"));
    }

    private static void refuse(Exchange exchange, ListAnswer<?> answer, String what) {
        switch (answer) {
            case ListAnswer.Unknown<?> unknown ->
                ErrorResponder.send(
                        exchange,
                        ErrorResponder.refusal(unknown.refusal(), OciErrorCode.NAME_UNKNOWN, what),
                        CacheStatus.UNKNOWN);
            case ListAnswer.Unavailable<?> down ->
                ErrorResponder.sendUnavailable(exchange, down.cause(), what, CacheStatus.UNAVAILABLE);
            case ListAnswer.Listed<?> listed -> throw new IllegalStateException("a list is no refusal");
        }
    }
}
