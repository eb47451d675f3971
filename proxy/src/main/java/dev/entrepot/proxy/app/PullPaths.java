package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.discovery.Discovery;
import dev.entrepot.core.evict.NotedManifests;
import dev.entrepot.core.evict.UseNotes;
import dev.entrepot.core.explain.LastPulls;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.BlobPull;
import dev.entrepot.core.pull.Downloads;
import dev.entrepot.core.pull.Fills;
import dev.entrepot.core.pull.ManifestMemories;
import dev.entrepot.core.pull.ManifestOrigin;
import dev.entrepot.core.pull.ManifestPull;
import dev.entrepot.core.pull.ManifestReader;
import dev.entrepot.core.pull.Purge;
import dev.entrepot.core.pull.ShortMemory;
import dev.entrepot.proxy.degraded.Throttle;
import dev.entrepot.proxy.degraded.ThrottledSource;
import dev.entrepot.proxy.manifest.JsonManifestReader;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.proxy.upstream.UpstreamRegistry;
import dev.entrepot.proxy.upstream.http.Via;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The use cases with everything they lean on.
 *
 * @param blocking one virtual thread per task
 */
record PullPaths(
        BlobPull blobs,
        ManifestPull manifests,
        Discovery discovery,
        Executor blocking,
        Downloads downloads,
        Purge purge,
        LastPulls lastPulls) {

    /** Fills at once. Each costs a thread and a 256 KiB read-ahead; a hung upstream may hold as many for 20 s. */
    private static final int FILLS = 32;

    private static final int FILL_QUEUE = 1024;
    /** Clients had their time to drain; a fill is taken up again after the next start. */
    private static final Duration LET_FILLS_END = Duration.ofMillis(500);

    private static final long MANIFEST_BYTES = 16 << 20;
    private static final Duration CORRUPT_FOR = Duration.ofSeconds(60);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(10);
    private static final Duration TROUBLED_FOR = Duration.ofSeconds(10);
    private static final Duration LAST_PULLS_FOR = Duration.ofDays(7);
    private static final Duration COLD_RANGES_FOR = Duration.ofMinutes(10);

    static PullPaths of(
            LiveSetup setup,
            Storage storage,
            Optional<BucketTier> bucket,
            Metrics metrics,
            Watch watch,
            Closing parts) {
        UpstreamRouter<UpstreamRegistry> router =
                new UpstreamRouter<>(() -> setup.get().upstreams());
        Metrics.Source upstreams = metrics.metered(router);
        Throttle throttle =
                new Throttle(storage.degradation(), () -> setup.get().degraded(), metrics.throttle());
        ThrottledSource asked = new ThrottledSource(upstreams.blobs(), upstreams.manifests(), throttle);
        Downloads downloads = new Downloads(System::nanoTime);
        ExecutorService blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 1).factory());
        Executor background = Via.carriedBy(blocking);
        // Who waits for an upstream still has no client any more.
        parts.add(blocking::shutdownNow);
        ManifestReader reader = new JsonManifestReader();
        PlatformThreads fillPool = parts.add(new PlatformThreads(
                "fill", FILLS, FILL_QUEUE, LET_FILLS_END, PlatformThreads.Wait.of(Work.FILL_QUEUE, watch)));
        BlobSource fillSource = BucketTier.before(bucket, upstreams.blobs(), storage.onThisThread());
        BlobSource askedSource = BucketTier.before(bucket, asked, storage.fromAnywhere());
        Fills fills = new Fills(
                storage.onThisThread(),
                fillSource,
                reader,
                downloads,
                new Fills.Workers(
                        Via.carriedBy(fillPool.executor()),
                        new JitteredBackoff(Duration.ofMillis(200), 4),
                        storage.degradation().hearing(metrics.fills()),
                        throttle),
                CaffeineMemory.<Digest, CorruptBlobException>forgettingAfter(CORRUPT_FOR, 10_000));
        BlobPull blobs = new BlobPull(
                storage.fromAnywhere(),
                askedSource,
                fills,
                CaffeineMemory.<Digest, Long>forgettingAfter(COLD_RANGES_FOR, 10_000));
        LastPulls lastPulls =
                new LastPulls(CaffeineMemory.forgettingAfter(LAST_PULLS_FOR, 10_000), InstantSource.system());
        ManifestMemories memories = memories(setup, storage.housekeeping().notes());
        ManifestPull manifests = new ManifestPull(
                storage.fromAnywhere(),
                new ManifestOrigin(asked, reader, background, BucketTier.recall(bucket, storage.fromAnywhere())),
                memories,
                name -> setup.get().freshness(name),
                InstantSource.system(),
                lastPulls);
        DiscoveryPaths lists = new DiscoveryPaths(setup, storage, router, manifests, background);
        Purge purge = new Purge(
                storage.onThisThread(),
                storage.catalog(),
                memories,
                lists::forget,
                digest -> downloads.snapshot().stream()
                        .anyMatch(download -> download.digest().equals(digest)));
        return new PullPaths(blobs, manifests, lists.discovery(), blocking, downloads, purge, lastPulls);
    }

    /** What went wrong under one setup says nothing of the next. */
    private static ManifestMemories memories(LiveSetup setup, UseNotes notes) {
        ShortMemory<Reference.ByDigest, Manifest> manifests = new NotedManifests(
                CaffeineMemory.bounded(MANIFEST_BYTES, (reference, manifest) -> manifest.size()), notes);
        CaffeineMemory<Reference, Lookup.Refusal> refused = CaffeineMemory.forgettingAfter(REFUSED_FOR, 10_000);
        CaffeineMemory<String, Throwable> troubled = CaffeineMemory.forgettingAfter(TROUBLED_FOR, 1_000);
        setup.whenReplaced(refused::forgetAll);
        setup.whenReplaced(troubled::forgetAll);
        return new ManifestMemories(manifests, refused, troubled);
    }
}
