package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Turns answers about manifests into responses. */
final class ManifestResponder {

    private ManifestResponder() {}

    static void respond(Exchange exchange, RegistryRoute.Manifest route, ManifestAnswer answer) {
        CacheStatus how = CacheStatus.of(answer);
        exchange.account().source(BodySource.of(answer));
        switch (answer) {
            case ManifestAnswer.Fresh fresh -> send(exchange, route, fresh.manifest(), how);
            case ManifestAnswer.Stale stale -> send(exchange, route, stale.manifest(), how);
            case ManifestAnswer.Unknown unknown ->
                ErrorResponder.send(
                        exchange,
                        ErrorResponder.refusal(unknown.refusal(), OciErrorCode.MANIFEST_UNKNOWN, route.reference()),
                        how);
            case ManifestAnswer.Unavailable down ->
                ErrorResponder.sendUnavailable(exchange, down.cause(), route.reference(), how);
        }
    }

    private static void send(Exchange exchange, RegistryRoute.Manifest route, Manifest manifest, CacheStatus how) {
        if (route.reference() instanceof Reference.ByTag) {
            exchange.account().digest(manifest.digest());
        }
        ByteBuf body = Unpooled.wrappedBuffer(manifest.body());
        boolean unchanged = Conditions.matches(exchange.request(), manifest.digest());
        HttpResponseStatus status = unchanged ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK;
        HttpResponse head = exchange.head(status, manifest.size());
        HttpHeaders headers = head.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, manifest.mediaType());
        ContentHeaders.set(headers, manifest.digest(), route.namespace());
        exchange.cacheStatus(head, how);
        if (unchanged) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            exchange.sendWhole(head, Unpooled.EMPTY_BUFFER);
        } else {
            exchange.sendWhole(head, body);
        }
    }
}
