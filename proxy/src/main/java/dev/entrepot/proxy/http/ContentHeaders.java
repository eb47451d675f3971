package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Digest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Optional;

/** Headers that go with content whatever kind it is. */
final class ContentHeaders {

    private static final AsciiString CONTENT_DIGEST = AsciiString.cached("docker-content-digest");
    private static final AsciiString NAMESPACE = AsciiString.cached("oci-namespace");

    private ContentHeaders() {}

    static void set(HttpHeaders headers, Digest digest, Optional<String> namespace) {
        String wire = digest.toString();
        headers.set(CONTENT_DIGEST, wire);
        headers.set(HttpHeaderNames.ETAG, '"' + wire + '"');
        namespace(headers, namespace);
    }

    /** Distribution-spec, "Registry Proxying": a registry that used {@code ns} says so. */
    static void namespace(HttpHeaders headers, Optional<String> namespace) {
        namespace.ifPresent(ns -> headers.set(NAMESPACE, ns));
    }
}
