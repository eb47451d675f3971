package dev.entrepot.proxy.http;

import dev.entrepot.config.DegradedConfig;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.core.pull.BlobPull;
import dev.entrepot.core.pull.BlobRequest;
import dev.entrepot.core.pull.BucketFirst;
import dev.entrepot.core.pull.BucketRecall;
import dev.entrepot.core.pull.Downloads;
import dev.entrepot.core.pull.Fills;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.core.pull.ManifestAnswer;
import dev.entrepot.core.pull.ManifestMemories;
import dev.entrepot.core.pull.ManifestObserver;
import dev.entrepot.core.pull.ManifestOrigin;
import dev.entrepot.core.pull.ManifestPull;
import dev.entrepot.core.pull.PullObserver;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.pull.ShortMemory;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.proxy.degraded.Degradation;
import dev.entrepot.proxy.degraded.Throttle;
import dev.entrepot.proxy.degraded.ThrottleObserver;
import dev.entrepot.proxy.degraded.ThrottledSource;
import dev.entrepot.proxy.manifest.JsonManifestReader;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.ScriptedManifests;
import dev.entrepot.testkit.blob.ScriptedSource;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The use cases as the proxy wires them, with a bucket, over doubles that a test takes down one by one. */
final class DegradedWorld implements AutoCloseable {

    static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Repository repository = new Repository("docker.io", "library/app");
    final ManualTime time = new ManualTime();
    final InMemoryIndex index = new InMemoryIndex();
    final InMemoryRecords records = new InMemoryRecords();
    final InMemoryBucket bucket = new InMemoryBucket();
    final ScriptedSource blobs = new ScriptedSource();
    final ScriptedManifests manifests = new ScriptedManifests();
    final TempFileBlobStore store;
    final AtomicInteger throttled = new AtomicInteger();
    volatile boolean isIndexTakingWrites = true;

    /** Closed while the question is asked: a fill must not have ended before its client is answered. */
    volatile Gate answered = new Gate();

    final BlobPull blobPull;
    final ManifestPull manifestPull;

    private final ExecutorService fills = Executors.newFixedThreadPool(2);

    /** Nothing here takes so long. */
    private <K, V> ShortMemory<K, V> memory() {
        return new ExpiringMemory<>(Duration.ofDays(365), time);
    }

    DegradedWorld(Path folder) {
        store = new TempFileBlobStore(folder);
        PullPorts ports = new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
        Degradation degradation = new Degradation(() -> isIndexTakingWrites);
        Throttle throttle = new Throttle(
                degradation, () -> new DegradedConfig(1000, 10, new ByteSize(1 << 30)), new Counting(throttled));
        ThrottledSource spared = new ThrottledSource(blobs, manifests, throttle);
        Outbox outbox = new Outbox(new InMemoryUploadQueue(), time);
        BucketRecall recall = new BucketRecall(bucket, ports, outbox);
        BucketFirst.Memories memories = new BucketFirst.Memories(memory(), memory(), memory());
        BlobSource asked = new BucketFirst(bucket, spared, ports, recall, outbox, memories);
        Fills started = new Fills(
                ports,
                new HeldBack(new BucketFirst(bucket, blobs, ports, recall, outbox, memories)),
                new JsonManifestReader(),
                new Downloads(time.nanoTime()),
                new Fills.Workers(fills, attempt -> false, degradation.hearing(PullObserver.NOOP), throttle),
                memory());
        blobPull = new BlobPull(ports, asked, started, memory());
        manifestPull = new ManifestPull(
                ports,
                new ManifestOrigin(spared, new JsonManifestReader(), Runnable::run, recall),
                new ManifestMemories(memory(), memory(), memory()),
                upstream -> new FreshnessPolicy(TTL, Duration.ofDays(7)),
                time,
                ManifestObserver.NOOP);
    }

    /** Streams of which but the beginning comes before the gate opens. */
    private final class HeldBack implements BlobSource {

        private final BlobSource source;

        HeldBack(BlobSource source) {
            this.source = source;
        }

        @Override
        public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
            Lookup<RemoteBlob> answer = source.open(repository, digest, window, deadline);
            return answer instanceof Lookup.Found<RemoteBlob> found
                    ? Lookup.found(new HeldBackBlob(found.value(), answered))
                    : answer;
        }

        @Override
        public BlobSource askingUpstreamsBy(UnaryOperator<BlobSource> how) {
            return new HeldBack(source.askingUpstreamsBy(how));
        }

        @Override
        public BlobSource upstreamsOnly() {
            return new HeldBack(source.upstreamsOnly());
        }

        @Override
        public Dependency dependency() {
            return source.dependency();
        }
    }

    private static final class HeldBackBlob extends RelayedBlob {

        private final Gate gate;
        private @Nullable ByteBuffer rest;
        private boolean hasBegun;

        HeldBackBlob(RemoteBlob stream, Gate gate) {
            super(stream);
            this.gate = gate;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            if (hasBegun) {
                gate.pass();
                ByteBuffer left = rest;
                rest = null;
                return left == null ? super.next() : left;
            }
            hasBegun = true;
            ByteBuffer bytes = Objects.requireNonNull(super.next());
            ByteBuffer first = bytes.slice(bytes.position(), 1);
            bytes.position(bytes.position() + 1);
            rest = bytes;
            return first;
        }

        @Override
        public boolean hasNextReady() {
            return false;
        }
    }

    private record Counting(AtomicInteger turns) implements ThrottleObserver {

        @Override
        public void waiting(String upstream, int change) {
            turns.addAndGet(Math.max(0, change));
        }

        @Override
        public void refused(String upstream) {}

        @Override
        public void carrying(String upstream, int change) {}
    }

    BlobAnswer blob(Digest digest) {
        return blob(new BlobRequest(repository, digest, RequestedRange.whole(), true));
    }

    BlobAnswer blob(BlobRequest request) {
        return blobPull.ready(request).orElseGet(() -> blobPull.pull(request, Deadline.after(PATIENCE)));
    }

    ManifestAnswer tag(String tag) {
        return manifestPull.pull(new Reference.ByTag(repository, tag), Deadline.after(PATIENCE));
    }

    Manifest serve(String tag, String body) {
        Manifest manifest = ScriptedManifests.manifest("application/vnd.oci.image.manifest.v1+json", body);
        manifests.serve(repository, tag, manifest);
        return manifest;
    }

    /** As if it had been evicted. */
    void forget(Digest digest) {
        if (store.delete(digest) instanceof Lookup.Unreachable<Long> disk) {
            throw new AssertionError(disk);
        }
        index.blobs().remove(digest);
    }

    /** The last byte goes out before a blob is kept and registered. */
    void awaitHeld(Digest... digests) {
        for (Digest digest : digests) {
            Awaitility.await().until(() -> index.blobs().find(digest) instanceof Lookup.Found);
        }
    }

    void awaitFills() throws InterruptedException {
        fills.shutdown();
        if (!fills.awaitTermination(20, TimeUnit.SECONDS)) {
            throw new AssertionError("a fill goes on for ever");
        }
    }

    @Override
    public void close() {
        fills.shutdownNow();
    }
}
