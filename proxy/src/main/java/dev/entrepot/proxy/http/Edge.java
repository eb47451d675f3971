package dev.entrepot.proxy.http;

import dev.entrepot.core.pull.BlobPull;
import dev.entrepot.core.pull.ManifestPull;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What the edge asks.
 *
 * @param blocking runs what may block, such as one virtual thread per task
 * @param patience to response headers: membership, tokens, redirects, retries and joining in all (design, promise 4)
 */
public record Edge(UpstreamNames names, BlobPull blobs, ManifestPull manifests, Executor blocking, Duration patience) {}
