package dev.entrepot.proxy.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.entrepot.core.discovery.ListAnswer;
import dev.entrepot.core.discovery.ListAnswer.Standing;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.discovery.TagPage;
import dev.entrepot.core.oci.OciErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns answers about tags and referrers into responses (distribution-spec, "Content Discovery"). */
final class ListResponder {

    /** Compared as it stands by crane, cosign and oras: no parameters. */
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private static final AsciiString LINK = AsciiString.cached("link");
    private static final AsciiString FILTERS_APPLIED = AsciiString.cached("oci-filters-applied");

    /** Clients that know it show it (distribution-spec, "Warnings"). */
    private static final String INCOMPLETE =
            "299 - \"the upstream cannot be asked: this is what the cache holds, and there may be more\"";

    private ListResponder() {}

    static void tags(Exchange exchange, RegistryRoute.Tags route, ListAnswer<String> answer) {
        if (!(answer instanceof ListAnswer.Listed<String> listed)) {
            refuse(exchange, answer, "the list of tags of " + route.repository());
            return;
        }
        TagPage page = TagPage.of(listed.entries(), route.after().orElse(""), route.limit());
        String list = page.tags().stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","));
        String json = "{\"name\":" + quoted(route.name()) + ",\"tags\":[" + list + "]}";
        ByteBuf body = body(exchange, json);
        HttpResponse head = head(exchange, listed.standing(), route.namespace(), body.readableBytes());
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        if (page.hasMore()) {
            head.headers().set(LINK, next(route, page));
        }
        exchange.sendWhole(head, body);
    }

    /** Relative, under the path the client came by: it refuses to follow a link elsewhere (protocol.md, case 59). */
    private static String next(RegistryRoute.Tags route, TagPage page) {
        String namespace = route.namespace()
                .map(ns -> "&ns=" + URLEncoder.encode(ns, StandardCharsets.UTF_8))
                .orElse("");
        return "<" + route.path() + "?n=" + route.limit().orElseThrow() + "&last="
                + page.tags().getLast() + namespace + ">; rel=\"next\"";
    }

    /** As large as it is; what a buffer of UTF-8 reserves by itself is three times that. */
    private static ByteBuf body(Exchange exchange, String json) {
        ByteBuf body = exchange.ctx().alloc().ioBuffer(ByteBufUtil.utf8Bytes(json));
        ByteBufUtil.writeUtf8(body, json);
        return body;
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    static void referrers(Exchange exchange, RegistryRoute.Referrers route, ListAnswer<Referrer> answer) {
        if (!(answer instanceof ListAnswer.Listed<Referrer> listed)) {
            refuse(exchange, answer, "the list of referrers of " + route.subject());
            return;
        }
        String list = listed.entries().stream()
                .filter(referrer -> route.artifactType()
                        .map(referrer.artifactType()::equals)
                        .orElse(true))
                .map(Referrer::json)
                .collect(Collectors.joining(","));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[" + list + "]}";
        ByteBuf body = body(exchange, json);
        HttpResponse head = head(exchange, listed.standing(), route.namespace(), body.readableBytes());
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, INDEX);
        if (route.artifactType().isPresent()) {
            head.headers().set(FILTERS_APPLIED, "artifactType");
        }
        exchange.sendWhole(head, body);
    }

    private static HttpResponse head(Exchange exchange, Standing standing, Optional<String> namespace, int length) {
        HttpResponse head = exchange.head(HttpResponseStatus.OK, length);
        ContentHeaders.namespace(head.headers(), namespace);
        exchange.cacheStatus(head, CacheStatus.of(standing));
        if (standing == Standing.HELD) {
            head.headers().set(HttpHeaderNames.WARNING, INCOMPLETE);
        }
        return head;
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
