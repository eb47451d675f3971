package dev.entrepot.proxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Every metric of our own: its name, its labels and what it says. Names are an interface: dashboards and alerts use them. */
enum Metric {
    BUILD("entrepot.build", Kind.INFO, "", "Always 1; says which version runs.", "version", "java"),
    READY("entrepot.ready", Kind.GAUGE, "", "1 when ready, degraded or not; 0 while starting and draining."),
    DEGRADED(
            "entrepot.degraded",
            Kind.GAUGE,
            "",
            "1 while something entrepot leans on does not work.",
            "dependency",
            "name"),
    DIAGNOSED(
            "entrepot.diagnosed",
            Kind.GAUGE,
            "",
            "Places (hosts, or 1) at which one kind of work is in trouble, by what kind of trouble that is. `/status` says "
                    + "which, and why.",
            "dependency",
            "path",
            "kind"),
    REQUESTS(
            "entrepot.requests",
            Kind.COUNTER,
            "",
            "Answers that have ended. Status 0: the client left before there was one.",
            "route",
            "method",
            "upstream",
            "status",
            "cache"),
    REQUESTS_ACTIVE("entrepot.requests.active", Kind.GAUGE, "", "Answers under way."),
    CONNECTIONS("entrepot.connections", Kind.GAUGE, "", "Connections of clients."),
    CONNECTIONS_REFUSED(
            "entrepot.connections.refused",
            Kind.COUNTER,
            "",
            "Connections of clients beyond `max-connections` or `max-connections-per-address`."),
    TLS_EXPIRES(
            "entrepot.tls.certificate.expires",
            Kind.GAUGE,
            "seconds",
            "When the certificate shown to clients expires, in Unix time; 0 without TLS."),
    SENT("entrepot.sent", Kind.COUNTER, "bytes", "Bytes of content to clients.", "upstream", "source"),
    FIRST_BYTE(
            "entrepot.first.byte",
            Kind.TIMER,
            "seconds",
            "From a request to the head of its answer.",
            "route",
            "cache"),
    DURATION(
            "entrepot.request.duration",
            Kind.TIMER,
            "seconds",
            "From a request to the end of its answer.",
            "route",
            "cache"),
    SAVED(
            "entrepot.saved",
            Kind.GAUGE,
            "bytes",
            "Bytes to clients that no upstream was asked for: sent less received, since the start. Below 0 while fills "
                    + "run ahead of their readers."),
    FILLS_ACTIVE("entrepot.fills.active", Kind.GAUGE, "", "Blobs on their way to the disk."),
    FILLS_STARTED("entrepot.fills.started", Kind.COUNTER, "", "Fills that were started.", "upstream"),
    FILLS_ENDED("entrepot.fills.ended", Kind.COUNTER, "", "Fills that have ended, and how.", "upstream", "outcome"),
    FILL_READERS(
            "entrepot.fill.readers",
            Kind.SUMMARY,
            "",
            "Answers that one fill was read by. Its mean is what coalescing saves."),
    FILL_DURATION("entrepot.fill.duration", Kind.TIMER, "seconds", "From start to end of a fill.", "outcome"),
    WINDOWS(
            "entrepot.windows.opened",
            Kind.COUNTER,
            "",
            "Parts of blobs read from an upstream besides, or instead of, a fill.",
            "upstream"),
    ATTEMPTS(
            "entrepot.upstream.attempts",
            Kind.COUNTER,
            "",
            "Questions to an upstream. The status is that of an answer that was none, else 0.",
            "upstream",
            "operation",
            "outcome",
            "status"),
    ATTEMPTS_ACTIVE(
            "entrepot.upstream.attempts.active",
            Kind.GAUGE,
            "",
            "Questions to an upstream whose answer has not begun.",
            "upstream"),
    LATENCY(
            "entrepot.upstream.latency",
            Kind.TIMER,
            "seconds",
            "From a question to the head of its answer: tokens, redirects and waiting for a connection included.",
            "upstream",
            "operation"),
    RECEIVED(
            "entrepot.upstream.received",
            Kind.COUNTER,
            "bytes",
            "Bytes of content from an upstream.",
            "upstream",
            "content"),
    TOKENS("entrepot.upstream.tokens", Kind.COUNTER, "", "Tokens asked for.", "upstream", "outcome"),
    RETRIES(
            "entrepot.upstream.retries",
            Kind.COUNTER,
            "",
            "Questions asked again after a failure that may have passed. Recovered: this time there was an answer.",
            "upstream",
            "operation",
            "outcome"),
    BREAKERS_OPEN(
            "entrepot.upstream.breakers.open",
            Kind.GAUGE,
            "",
            "Hosts of an upstream, its CDNs and token services included, that are taken for down and left alone.",
            "upstream"),
    BREAKER_CHANGES(
            "entrepot.upstream.breaker.changes",
            Kind.COUNTER,
            "",
            "Changes of circuit breakers, by the state they came to.",
            "upstream",
            "state"),
    RATE_LIMIT_LEFT(
            "entrepot.upstream.ratelimit.remaining",
            Kind.GAUGE,
            "",
            "What the registry last said is left of its limit on requests, as Docker Hub does. Absent until it says so.",
            "upstream"),
    BUCKET_REQUESTS(
            "entrepot.bucket.requests",
            Kind.COUNTER,
            "",
            "Requests to the bucket by the kinds that are charged for. No: it is not there, or is there already.",
            "kind",
            "answer"),
    BUCKET_LATENCY(
            "entrepot.bucket.latency",
            Kind.TIMER,
            "seconds",
            "From a request to the head of its answer, or to the end of what is sent.",
            "kind"),
    BUCKET_RECEIVED("entrepot.bucket.received", Kind.COUNTER, "bytes", "Bytes of content from the bucket."),
    BUCKET_SENT("entrepot.bucket.sent", Kind.COUNTER, "bytes", "Bytes of content to the bucket, sent in vain or not."),
    UPLOADS(
            "entrepot.uploads",
            Kind.COUNTER,
            "",
            "Attempts to bring something to the bucket, and what came of them. There: it had it already.",
            "object",
            "outcome"),
    UPLOAD_DURATION(
            "entrepot.upload.duration", Kind.TIMER, "seconds", "From start to end of an attempt.", "object", "outcome"),
    UPLOADS_WAITING("entrepot.uploads.waiting", Kind.GAUGE, "", "What waits to be brought to the bucket.", "object"),
    UPLOADS_WAITING_BYTES(
            "entrepot.uploads.waiting.size",
            Kind.GAUGE,
            "bytes",
            "Of the blobs that wait to be brought to the bucket."),
    UPLOADS_FAILED(
            "entrepot.uploads.failed",
            Kind.GAUGE,
            "",
            "What was given up for a reason that does not pass by itself; it is looked at again every hour."),
    UPLOADS_SPARED(
            "entrepot.uploads.spared",
            Kind.COUNTER,
            "bytes",
            "Bytes not sent to the bucket because they lay there already or were on their way, by the upstream that brought "
                    + "them again.",
            "upstream"),
    UPLOADS_DROPPED("entrepot.uploads.dropped", Kind.COUNTER, "", "Blobs that are not sent because too much waited."),
    THROTTLE_WAITING(
            "entrepot.degraded.waiting",
            Kind.GAUGE,
            "",
            "Who waits for a turn at an upstream that is spared while the index or the disk is down.",
            "upstream"),
    THROTTLE_TRANSFERS("entrepot.degraded.transfers", Kind.GAUGE, "", "Transfers under those limits.", "upstream"),
    THROTTLE_REFUSED(
            "entrepot.degraded.refused",
            Kind.COUNTER,
            "",
            "Turns that did not come in time: 503, or stale.",
            "upstream"),
    CAPACITY("entrepot.blobs.capacity", Kind.GAUGE, "bytes", "What blobs may take, as far as the disk leaves it."),
    HELD("entrepot.blobs.held", Kind.GAUGE, "bytes", "What whole blobs take on the disk."),
    HELD_BLOBS("entrepot.blobs", Kind.GAUGE, "", "Blobs that are held."),
    HELD_WITHOUT_DEDUP(
            "entrepot.blobs.held.without.dedup",
            Kind.GAUGE,
            "bytes",
            "What they would take if each repository had its own copy."),
    ARRIVING("entrepot.blobs.arriving", Kind.GAUGE, "bytes", "Room for blobs that are arriving, or were."),
    EVICTIONS("entrepot.evictions", Kind.COUNTER, "", "Blobs that were evicted."),
    EVICTED("entrepot.evicted", Kind.COUNTER, "bytes", "What they took on the disk."),
    EVICTED_AGE(
            "entrepot.evicted.age",
            Kind.TIMER,
            "seconds",
            "From the last use of a blob to its eviction. Short ages call for more capacity."),
    EVICTION_EXHAUSTED(
            "entrepot.evictions.exhausted",
            Kind.COUNTER,
            "",
            "Times that nothing more could go and it was not enough: what is left is pinned or arriving."),
    OPERATIONS(
            "entrepot.operation.duration",
            Kind.TIMER,
            "seconds",
            "Work at the index and the disk, and waits for a lock or a thread there. Hits from memory do none.",
            "dependency",
            "path",
            "outcome"),
    READ_FAILURES("entrepot.disk.read.failures", Kind.COUNTER, "", "Held blobs that could not be read."),
    QUARANTINED("entrepot.quarantined", Kind.COUNTER, "", "Held blobs that were found damaged and put aside."),
    DATA_FREE("entrepot.data.free", Kind.GAUGE, "bytes", "What the file system of the data folder can still take."),
    DATA_SIZE("entrepot.data.size", Kind.GAUGE, "bytes", "Of the file system of the data folder.");

    enum Kind {
        COUNTER,
        GAUGE,
        INFO,
        TIMER,
        SUMMARY
    }

    private final String id;
    private final Kind kind;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // It is one: List.of.
    private final List<String> labels;

    Metric(String id, Kind kind, String unit, String description, String... labels) {
        this.id = id;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
        this.labels = List.of(labels);
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    String description() {
        return description;
    }

    List<String> labels() {
        return labels;
    }

    /** As Prometheus knows it; a timer and a summary also have {@code _bucket}, {@code _count}, {@code _sum}, {@code _max}. */
    String prometheusName() {
        String name = id.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
        return switch (kind) {
            case COUNTER -> name + "_total";
            case INFO -> name + "_info";
            case GAUGE, TIMER, SUMMARY -> name;
        };
    }

    /** @param values of the labels, in their order */
    Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(id)
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .tags(tags(values))
                .register(registry);
    }

    /** @param total that somebody else counts */
    void counter(MeterRegistry registry, LongSupplier total) {
        FunctionCounter.builder(id, total, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(id)
                .description(description)
                .tags(tags(values))
                .serviceLevelObjectives(Buckets.TIMES)
                .register(registry);
    }

    DistributionSummary summary(MeterRegistry registry, String... values) {
        return DistributionSummary.builder(id)
                .description(description)
                .tags(tags(values))
                .serviceLevelObjectives(Buckets.COUNTS)
                .register(registry);
    }

    void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        Gauge.builder(kind == Kind.INFO ? id + ".info" : id, value)
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .tags(tags(values))
                .strongReference(true)
                .register(registry);
    }

    private Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(id + " has the labels " + labels);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(labels.get(i), values[i]);
        }
        return tags;
    }
}
