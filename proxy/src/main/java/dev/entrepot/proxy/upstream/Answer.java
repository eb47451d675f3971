package dev.entrepot.proxy.upstream;

import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;

/**
 * What came at the end of all redirects.
 *
 * @param response owned by whoever holds the answer
 * @param isHome whether the registry itself gave it, and not a CDN it led to
 * @param isPublic whether nothing on the way was had by credentials; a signed URL had by them counts as such
 */
record Answer(UpstreamResponse response, boolean isHome, boolean isPublic) {

    int status() {
        return response.status();
    }

    /** An answer that contradicts the question or itself. */
    UpstreamException contradiction(String what) {
        return new UpstreamException(Kind.PROTOCOL, Uris.withoutQuery(response.uri()) + ": " + what);
    }
}
