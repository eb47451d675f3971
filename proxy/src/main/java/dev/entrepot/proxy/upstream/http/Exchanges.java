package dev.entrepot.proxy.upstream.http;

import dev.entrepot.core.blob.Deadline;

/** Asks one URL once, following nothing and showing nothing but what the request says. Blocks. */
@FunctionalInterface
public interface Exchanges {

    /**
     * Waits for the response's headers.
     *
     * @return owned by the caller
     * @throws UpstreamException when there is no response
     */
    UpstreamResponse exchange(UpstreamRequest request, Deadline deadline) throws UpstreamException;
}
