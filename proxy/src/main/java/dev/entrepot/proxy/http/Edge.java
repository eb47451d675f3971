package dev.entrepot.proxy.http;

import dev.entrepot.core.discovery.Discovery;
import dev.entrepot.core.pull.BlobPull;
import dev.entrepot.core.pull.ManifestPull;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What the edge asks.
 *
 * @param rules those in force now; asked once per request
 * @param blocking runs what may block, such as one virtual thread per task
 * @param patience to response headers: membership, tokens, redirects, retries and joining in all (design, promise 4)
 */
public record Edge(
        Supplier<EdgeRules> rules,
        BlobPull blobs,
        ManifestPull manifests,
        Discovery discovery,
        Executor blocking,
        Duration patience) {}
