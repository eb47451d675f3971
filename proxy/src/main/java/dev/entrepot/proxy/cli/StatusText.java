package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.proxy.admin.StatusReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A status for people, some lines of at most a hundred characters. */
final class StatusText {

    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(StatusReport report) {
        StatusText shown = new StatusText();
        shown.process(report);
        shown.blobs(report.blobs());
        StatusReport.Bucket bucket = report.bucket();
        if (bucket != null) {
            shown.bucket(bucket);
        }
        report.spared().forEach(shown::spared);
        shown.totals(report.totals());
        shown.diagnoses(report.diagnoses());
        report.upstreams().stream()
                .filter(upstream -> upstream.counts().attempts() > 0 || upstream.lastTrouble() != null)
                .forEach(shown::upstream);
        report.fills().forEach(shown::fill);
        return shown.text.toString();
    }

    private void process(StatusReport report) {
        line("entrepot %s is %s, up %s".formatted(report.version(), report.status(), duration(report.uptimeSeconds())));
        for (StatusReport.Part part : report.parts()) {
            line("  degraded   %s %s since %s: %s".formatted(part.dependency(), part.name(), part.since(), part.why()));
        }
        line("  listens    %s (administrators: %s)".formatted(report.listen(), report.admin()));
        StatusReport.Tls tls = report.tls();
        if (tls != null) {
            line("  TLS        %s, until %s, by %s".formatted(tls.certificate(), tls.expires(), tls.by()));
        }
        line("  data       %s; index %s; its file system has %s used, %s free"
                .formatted(
                        report.data().folder(),
                        report.data().index(),
                        ByteSize.rounded(report.data().usedBytes()),
                        ByteSize.rounded(report.data().freeBytes())));
        line("  clients    %d connections, %d answers under way"
                .formatted(report.clients().connections(), report.clients().answersUnderWay()));
    }

    private void blobs(StatusReport.Blobs blobs) {
        String usable = blobs.usableBytes() < blobs.capacityBytes()
                ? " (the disk leaves " + ByteSize.rounded(blobs.usableBytes()) + ")"
                : "";
        line("  blobs      %d, %s of %s%s; %s without dedup; %s arriving"
                .formatted(
                        blobs.blobs(),
                        ByteSize.rounded(blobs.heldBytes()),
                        ByteSize.rounded(blobs.capacityBytes()),
                        usable,
                        ByteSize.rounded(blobs.withoutDedupBytes()),
                        ByteSize.rounded(blobs.arrivingBytes())));
    }

    private void bucket(StatusReport.Bucket bucket) {
        String requests = bucket.requests().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        line("  bucket     %s: %s waiting (%d objects), %d given up; %s sent, %s read%s"
                .formatted(
                        bucket.name(),
                        ByteSize.rounded(bucket.waitingBytes()),
                        bucket.waiting(),
                        bucket.failed(),
                        ByteSize.rounded(bucket.sentBytes()),
                        ByteSize.rounded(bucket.receivedBytes()),
                        requests.isEmpty() ? "" : "; requests: " + requests));
        bucket.failures().forEach(failure -> line("             %s: %s".formatted(failure.object(), failure.why())));
    }

    private void spared(StatusReport.Spared upstream) {
        line("  spared     %s: %d transfers, %d waiting, %d refused so far"
                .formatted(upstream.upstream(), upstream.transfers(), upstream.waiting(), upstream.refused()));
    }

    private void totals(StatusReport.Totals totals) {
        String sources = totals.sentBytes().entrySet().stream()
                .filter(source -> source.getValue() > 0)
                .map(source -> ByteSize.rounded(source.getValue()) + " " + source.getKey())
                .collect(Collectors.joining(", "));
        line("  served     %s%s"
                .formatted(ByteSize.rounded(sum(totals.sentBytes())), sources.isEmpty() ? "" : " (" + sources + ")"));
        line("  fetched    %s, saved %s"
                .formatted(ByteSize.rounded(totals.receivedBytes()), ByteSize.rounded(totals.savedBytes())));
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whatever is well is only counted. */
    private void diagnoses(List<StatusReport.Diagnosed> diagnoses) {
        if (diagnoses.isEmpty()) {
            return;
        }
        String verdicts = diagnoses.stream()
                .collect(Collectors.groupingBy(StatusReport.Diagnosed::verdict, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(verdict -> verdict.getValue() + " " + verdict.getKey())
                .collect(Collectors.joining(", "));
        line("  paths      %d used in the last minutes: %s".formatted(diagnoses.size(), verdicts));
        diagnoses.stream().filter(diagnosed -> !diagnosed.advice().isEmpty()).forEach(this::diagnosed);
    }

    private void diagnosed(StatusReport.Diagnosed path) {
        String place = path.host().equals(path.name()) ? path.name() : path.name() + " at " + path.host();
        line("  %-10s %s %s: %s".formatted(path.verdict(), path.path(), place, path.why()));
        line("             " + path.advice());
    }

    private void upstream(StatusReport.Upstream upstream) {
        StatusReport.Counts counts = upstream.counts();
        String spared = counts.notUploadedBytes() > 0
                ? ", " + ByteSize.rounded(counts.notUploadedBytes()) + " not uploaded"
                : "";
        line("  upstream   %s: %s served, %s fetched, %s saved%s, %d asked, %d failed"
                .formatted(
                        upstream.name(),
                        ByteSize.rounded(counts.sentBytes()),
                        ByteSize.rounded(counts.receivedBytes()),
                        ByteSize.rounded(Math.max(0, counts.sentBytes() - counts.receivedBytes())),
                        spared,
                        counts.attempts(),
                        counts.failures()));
        StatusReport.Part trouble = upstream.lastTrouble();
        if (trouble != null) {
            String over = trouble.until() == null ? "" : ", over since " + trouble.until();
            line("             last trouble %s%s: %s".formatted(trouble.last(), over, trouble.why()));
        }
    }

    private void fill(StatusReport.Fill fill) {
        String percent = fill.sizeBytes() <= 0 ? "?" : Long.toString(fill.arrivedBytes() * 100 / fill.sizeBytes());
        line("  arriving   %s of %s: %s%% of %s, %d readers"
                .formatted(
                        fill.digest().substring(0, Math.min(19, fill.digest().length())),
                        fill.repository(),
                        percent,
                        ByteSize.rounded(fill.sizeBytes()),
                        fill.readers()));
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }

    static String duration(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h" + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : seconds + "s";
    }
}
