package dev.entrepot.proxy.admin;

import dev.entrepot.config.ConfigPrinter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.diagnosis.Diagnosis;
import dev.entrepot.core.diagnosis.Facts;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.evict.Room;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.health.Trouble;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.pull.Download;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.proxy.tls.ServerTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /status}: everything at a glance. */
final class StatusEndpoint implements AdminEndpoint {

    /** What browsers ask for, and programs do not. */
    private static final String HTML = "text/html";

    private static final int MAX_FILLS = 100;

    private final StatusSources sources;
    private final String version;
    private final Supplier<InetSocketAddress> admin;
    private final InstantSource clock;
    private final Instant started;

    /** @param clock whose time is now that of the start */
    StatusEndpoint(StatusSources sources, String version, Supplier<InetSocketAddress> admin, InstantSource clock) {
        this.sources = sources;
        this.version = version;
        this.admin = admin;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public AdminAnswer answer(AdminRequest request) {
        return request.accept().contains(HTML)
                ? new AdminAnswer(200, HTML + "; charset=utf-8", StatusPage.of(report()))
                : AdminAnswer.json(200, report());
    }

    private StatusReport report() {
        return new StatusReport(
                version,
                status(),
                started.toString(),
                Duration.between(started, clock.instant()).toSeconds(),
                address(sources.server().address()),
                sources.server().tls().map(StatusEndpoint::tls).orElse(null),
                address(admin.get()),
                data(),
                blobs(),
                sources.bucket().map(BucketStatus::of).orElse(null),
                sources.health().troubles().stream().map(StatusEndpoint::part).toList(),
                sources.diagnostics().diagnoses().stream()
                        .map(StatusEndpoint::diagnosed)
                        .toList(),
                spared(),
                upstreams(),
                new StatusReport.Clients(
                        sources.server().connections(), sources.server().underWay()),
                fills(),
                totals(),
                build(),
                ConfigPrinter.printValues(sources.configuration().get()));
    }

    private static StatusReport.Build build() {
        return new StatusReport.Build(
                Runtime.version().toString(), System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    private String status() {
        Health health = sources.health();
        boolean isDegraded =
                health.phase() == Health.Phase.READY && !health.troubles().isEmpty();
        return isDegraded ? "degraded" : lower(health.phase());
    }

    private static StatusReport.Tls tls(ServerTls tls) {
        return new StatusReport.Tls(tls.provider(), tls.subject(), tls.expires().toString());
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private StatusReport.Data data() {
        boolean isIndexDown = sources.health().isTroubled(Dependency.INDEX, Health.ONLY);
        long free = sources.blobs().data().toFile().getUsableSpace();
        return new StatusReport.Data(
                sources.blobs().data().toString(),
                isIndexDown ? "unavailable" : "open",
                sources.blobs().data().toFile().getTotalSpace() - free,
                free);
    }

    private StatusReport.Blobs blobs() {
        Room.Level level = sources.blobs().room().level();
        UsageTotals totals = sources.blobs().usage().totals();
        return new StatusReport.Blobs(
                totals.blobs(),
                level.held(),
                level.reserved() + level.leftovers(),
                level.capacity(),
                level.usable(),
                totals.bytesWithoutDedup());
    }

    private List<StatusReport.Spared> spared() {
        return sources.metrics().throttle().totals().entrySet().stream()
                .map(lane -> new StatusReport.Spared(
                        lane.getKey(),
                        lane.getValue().waiting(),
                        lane.getValue().transfers(),
                        lane.getValue().refused()))
                .toList();
    }

    private List<StatusReport.Upstream> upstreams() {
        return sources.upstreams().get().entrySet().stream()
                .map(upstream -> upstream(upstream.getKey(), upstream.getValue().toString()))
                .toList();
    }

    private StatusReport.Upstream upstream(String name, String url) {
        Metrics.UpstreamTotals totals = sources.metrics().upstreamTotals(name);
        return new StatusReport.Upstream(
                name,
                url,
                sources.health().isTroubled(Dependency.UPSTREAM, name),
                sources.health()
                        .last(Dependency.UPSTREAM, name)
                        .map(StatusEndpoint::part)
                        .orElse(null),
                new StatusReport.Counts(
                        totals.sent(), totals.received(), totals.spared(), totals.attempts(), totals.failures()));
    }

    private static StatusReport.Part part(Trouble trouble) {
        return new StatusReport.Part(
                lower(trouble.dependency()),
                trouble.name(),
                trouble.why(),
                trouble.since().toString(),
                trouble.last().toString(),
                trouble.times(),
                trouble.until().map(Instant::toString).orElse(null));
    }

    private static StatusReport.Diagnosed diagnosed(Diagnosis diagnosis) {
        Facts facts = diagnosis.facts();
        Lane lane = diagnosis.lane();
        return new StatusReport.Diagnosed(
                lower(lane.dependency()),
                lane.name(),
                lane.host(),
                lane.work().label(),
                diagnosis.verdict().label(),
                diagnosis.cause().label(),
                diagnosis.evidence(),
                diagnosis.cause().advice(),
                facts.asked(),
                facts.failed(),
                facts.again().recovered(),
                facts.spread().median().toNanos() / 1e9,
                facts.spread().p95().toNanos() / 1e9);
    }

    private List<StatusReport.Fill> fills() {
        return sources.downloads().snapshot().stream()
                .limit(MAX_FILLS)
                .map(StatusEndpoint::fill)
                .toList();
    }

    private static StatusReport.Fill fill(Download download) {
        return new StatusReport.Fill(
                download.digest().toString(),
                download.leader().toString(),
                download.progress().available(),
                download.size(),
                download.readers());
    }

    private StatusReport.Totals totals() {
        Map<String, Long> sent = new TreeMap<>();
        sources.metrics().sent().forEach((source, bytes) -> sent.put(source.label(), bytes));
        return new StatusReport.Totals(
                sent, sources.metrics().received(), sources.metrics().saved());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
