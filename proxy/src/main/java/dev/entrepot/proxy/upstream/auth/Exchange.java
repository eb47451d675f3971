package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.http.UpstreamResponse;

/** What became of an authenticated request. */
public sealed interface Exchange {

    /**
     * @param response owned by whoever gets this; also a 401 to which nothing better could be shown
     * @param isPublic whether it was had without anything derived from credentials
     */
    record Answered(UpstreamResponse response, boolean isPublic) implements Exchange {}

    /** The token service refused, so that there was no point in asking. */
    record Refused() implements Exchange {}
}
