package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Verdict;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.evict.Evicting;
import dev.entrepot.core.evict.Room;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.pull.PullObserver;
import dev.entrepot.core.trace.TracedWatch;
import dev.entrepot.proxy.http.AnswerObserver;
import dev.entrepot.proxy.http.BodySource;
import dev.entrepot.proxy.http.RegistryServer;
import dev.entrepot.proxy.upstream.UpstreamObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Everything of our own that is counted, over one registry; also the totals of which {@code /status} tells. */
public final class Metrics {

    private static final Duration CALM = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final Health health;
    private final Watch watch;
    private final AnswerMeters answers;
    private final FillMeters fills;
    private final EvictionMeters evictions;
    private final HeldReads reads;
    private final ThrottleMeters throttle;
    private final ConcurrentMap<String, UpstreamMeters> upstreams = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> spared = new ConcurrentHashMap<>();

    public Metrics(MeterRegistry registry, Health health, Diagnostics diagnostics, String version) {
        this.registry = registry;
        this.health = health;
        this.answers = new AnswerMeters(registry);
        this.throttle = new ThrottleMeters(registry);
        this.watch = new TracedWatch(new WorkMeters(diagnostics, registry, System::nanoTime));
        this.fills = new FillMeters(registry, health, watch, System::nanoTime);
        this.evictions = new EvictionMeters(registry, InstantSource.system());
        this.reads = new HeldReads(registry, health, CALM, System::nanoTime);
        Metric.BUILD.gauge(registry, () -> 1, version, Runtime.version().toString());
        Metric.READY.gauge(registry, () -> health.phase() == Health.Phase.READY ? 1 : 0);
        Metric.SAVED.gauge(registry, this::saved);
        diagnoses(diagnostics);
        degraded(Dependency.INDEX, Health.ONLY);
        degraded(Dependency.DISK, Health.ONLY);
        degraded(Dependency.DISK, HeldReads.READS);
    }

    /** What is well is not counted: nothing has to be done about it. */
    private void diagnoses(Diagnostics diagnostics) {
        for (Work work : Work.values()) {
            for (Verdict verdict : List.of(Verdict.TRANSIENT, Verdict.STRUCTURAL)) {
                Metric.DIAGNOSED.gauge(
                        registry,
                        () -> diagnostics.count(work, verdict),
                        work.dependency().name().toLowerCase(Locale.ROOT),
                        work.label(),
                        verdict.label());
            }
        }
    }

    /** Of everything that is leaned on: counted, told to the classifier, and noted for the pull it is done for. */
    public Watch watch() {
        return watch;
    }

    public AnswerObserver answers() {
        return answers;
    }

    public PullObserver fills() {
        return fills;
    }

    /**
     * For an upstream that begins, perhaps after a reload: its circuit breakers are closed.
     *
     * @param name as configured: it becomes a label
     */
    public UpstreamObserver upstream(String name) {
        UpstreamMeters meters = meters(name);
        meters.breakersClosed();
        return new HealthNoting(meters, health, name);
    }

    private UpstreamMeters meters(String name) {
        return upstreams.computeIfAbsent(name, added -> {
            degraded(Dependency.UPSTREAM, added);
            return new UpstreamMeters(registry, added);
        });
    }

    private void degraded(Dependency dependency, String name) {
        Metric.DEGRADED.gauge(
                registry,
                () -> health.isTroubled(dependency, name) ? 1 : 0,
                dependency.name().toLowerCase(Locale.ROOT),
                name);
    }

    /** The same source, with what comes from it counted. */
    public <U extends BlobSource & ManifestSource> Source metered(U source) {
        MeteredSource<U> metered = new MeteredSource<>(source, this::meters);
        return new Source(metered, metered);
    }

    /** One source, as both kinds. */
    public record Source(BlobSource blobs, ManifestSource manifests) {}

    public void server(RegistryServer server) {
        Metric.REQUESTS_ACTIVE.gauge(registry, server::underWay);
        Metric.CONNECTIONS.gauge(registry, server::connections);
        Metric.CONNECTIONS_REFUSED.counter(registry, server::refused);
        Metric.TLS_EXPIRES.gauge(
                registry,
                () -> server.tls().map(tls -> tls.expires().getEpochSecond()).orElse(0L));
    }

    /** For a cache with a bucket; to be called once. */
    public BucketMeters bucket() {
        degraded(Dependency.BUCKET, Health.ONLY);
        return new BucketMeters(registry, health);
    }

    public ThrottleMeters throttle() {
        return throttle;
    }

    /** @param upstream as configured, or a name that stands for one that is forgotten */
    public void spared(String upstream, long bytes) {
        spared.computeIfAbsent(upstream, name -> Metric.UPLOADS_SPARED.counter(registry, name))
                .increment((double) bytes);
    }

    public Evicting evictions() {
        return evictions;
    }

    public HeldReads reads() {
        return reads;
    }

    public void blobs(UsageIndex usage, Room room) {
        Metric.CAPACITY.gauge(registry, () -> room.level().usable());
        Metric.HELD.gauge(registry, () -> room.level().held());
        Metric.HELD_BLOBS.gauge(registry, () -> usage.totals().blobs());
        Metric.HELD_WITHOUT_DEDUP.gauge(registry, () -> usage.totals().bytesWithoutDedup());
        Metric.ARRIVING.gauge(
                registry, () -> room.level().reserved() + room.level().leftovers());
    }

    /** Asks the file system when it is asked: not from an event loop. */
    public void data(Path folder) {
        Metric.DATA_FREE.gauge(registry, () -> folder.toFile().getUsableSpace());
        Metric.DATA_SIZE.gauge(registry, () -> folder.toFile().getTotalSpace());
    }

    // ---- totals since the start --------------------------------------------------------------------------------

    /** Bytes of content to clients. */
    public Map<BodySource, Long> sent() {
        Map<BodySource, Long> sent = new EnumMap<>(BodySource.class);
        for (BodySource source : BodySource.values()) {
            sent.put(source, answers.sent(source));
        }
        return sent;
    }

    /**
     * @param sent bytes of this upstream's content to clients
     * @param spared bytes it brought that did not have to be sent to the bucket
     * @param received bytes from it
     * @param failures attempts that came to nothing
     */
    public record UpstreamTotals(long sent, long received, long spared, long attempts, long failures) {}

    public UpstreamTotals upstreamTotals(String name) {
        UpstreamMeters meters = meters(name);
        Counter uploads = spared.get(name);
        return new UpstreamTotals(
                answers.sent(name),
                meters.received(),
                uploads == null ? 0 : (long) uploads.count(),
                meters.attempts(),
                meters.failures());
    }

    /** Bytes of content from upstreams. */
    public long received() {
        return upstreams.values().stream().mapToLong(UpstreamMeters::received).sum();
    }

    /** Bytes to clients less bytes from upstreams. */
    public long saved() {
        return upstreams.entrySet().stream()
                .mapToLong(upstream ->
                        answers.sent(upstream.getKey()) - upstream.getValue().received())
                .sum();
    }
}
