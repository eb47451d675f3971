package dev.entrepot.proxy.metrics;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadObserver;
import dev.entrepot.core.upload.UploadQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of the bucket, by the kinds that are charged for, and tells health how it does. */
public final class BucketMeters implements BucketObserver, UploadObserver {

    private final MeterRegistry registry;
    private final Health health;
    private final Map<RequestKind, LongAdder> requests = new EnumMap<>(RequestKind.class);
    private final Counter received;
    private final Counter sent;
    private final Counter dropped;

    BucketMeters(MeterRegistry registry, Health health) {
        this.registry = registry;
        this.health = health;
        this.received = Metric.BUCKET_RECEIVED.counter(registry);
        this.sent = Metric.BUCKET_SENT.counter(registry);
        this.dropped = Metric.UPLOADS_DROPPED.counter(registry);
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, new LongAdder());
        }
    }

    public void queue(UploadQueue queue) {
        Metric.UPLOADS_WAITING.gauge(registry, () -> queue.totals().blobs(), "blob");
        Metric.UPLOADS_WAITING.gauge(registry, () -> queue.totals().records(), "record");
        Metric.UPLOADS_WAITING_BYTES.gauge(registry, () -> queue.totals().bytes());
        Metric.UPLOADS_FAILED.gauge(registry, () -> queue.totals().failed());
    }

    @Override
    public void requested(RequestKind kind, Answer answer, String reason, Duration took) {
        count(kind).increment();
        Metric.BUCKET_REQUESTS.counter(registry, lower(kind), lower(answer)).increment();
        Metric.BUCKET_LATENCY.timer(registry, lower(kind)).record(took);
        switch (answer) {
            case OK, NO -> health.well(Dependency.BUCKET, Health.ONLY);
            case TRANSIENT, PERMANENT -> health.troubled(Dependency.BUCKET, Health.ONLY, reason);
        }
    }

    private LongAdder count(RequestKind kind) {
        return requests.getOrDefault(kind, new LongAdder());
    }

    /** Since the start. */
    public long requests(RequestKind kind) {
        return count(kind).sum();
    }

    public long bytesReceived() {
        return (long) received.count();
    }

    public long bytesSent() {
        return (long) sent.count();
    }

    @Override
    public void received(int bytes) {
        received.increment(bytes);
    }

    @Override
    public void attempted(UploadEntry entry, Outcome outcome, long bytes, Duration took) {
        String object = entry.isBlob() ? "blob" : "record";
        Metric.UPLOADS.counter(registry, object, lower(outcome)).increment();
        Metric.UPLOAD_DURATION.timer(registry, object, lower(outcome)).record(took);
        sent.increment((double) bytes);
    }

    @Override
    public void dropped(UploadEntry entry) {
        dropped.increment();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
