package dev.entrepot.proxy.metrics;

import dev.entrepot.core.diagnosis.Work;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes {@code docs/metrics.md} from {@link Metric}. */
final class MetricsPage {

    private static final String INTRODUCTION = """
            # Metrics

            <!-- Generated from dev.entrepot.proxy.metrics.Metric, and tested against it. Do not edit: change the code, then
                 mvn test -pl proxy -am -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dentrepot.docs=write -->

            `GET /metrics` on the admin port answers in Prometheus' text format, or in OpenMetrics where the scraper accepts it.
            A name is an interface: it changes only with an entry in the changelog.

            | Name | Type | Labels | What it says |
            | --- | --- | --- | --- |
            """;

    private static final String VALUES = """

            A histogram has `_bucket`, `_count`, `_sum` and `_max`. Times are in seconds, in buckets of {times}.

            Labels have few values, and never a repository, a digest or a client:

            * `upstream`: the configured name; `-` where a request named none.
            * `route`: `ping`, `manifest`, `blob`, `tags`, `referrers`, `other`. `method`: `get`, `head`, `other`.
            * `status`: the HTTP status, or its class where it is a rare one; `0` where there was none.
            * `cache`: how the answer came about, as in the `Cache-Status` header and the access log: `hit`, `revalidated`,
              `stale`, `miss`, `bucket` (a miss that the bucket had), `joined` (a fill somebody else had started), `window`, `passed_through`, `asked`, `unknown`,
              `unavailable`, `corrupt`; `-` where nothing of the cache was asked.
            * `source`: where the bytes came from: `memory`, `disk`, `arriving` (a file still growing, of what an upstream sends), `bucket`, `upstream`, `ourselves`
              (errors and pings).
            * `outcome` of a fill: `stored`, `unkept`, `refused`, `unreachable`, `unstorable`, `no_room`, `too_large`, `corrupt`, `cut`,
              `rejected`, `failed`; of an attempt: `found`, `not_found`, `bare_not_found`, `denied`, or the kind of trouble: `connect`, `open`, `busy`, `timeout`,
              `closed`, `truncated`, `status`, `token`, `credential`, `redirect`, `protocol`, `interrupted`, `corrupt`, `other`; of
              a token: `granted`, `denied`, `failed`; of a retry: `recovered`, `failed`; of work at the index or the disk: `well`, `failed`.
            * `state` of a circuit breaker: `open` (the host is left alone), `half_open` (asked once to see), `closed`.
            * `operation`: `blob`, `blob_range`, `blob_probe`, `tag_list`, `referrers`, `manifest_head`, `manifest_get`. `content`: `blob`, `manifest`.
            * `kind` of trouble: `transient` (asking again helps, or it has passed) or `structural` (it stays until something
              changes). `path`: {paths}.
            * `dependency`: `upstream`, `index`, `disk`, `bucket`; its `name` is the upstream's, else `-`.

            ## Questions and where the answer is

            * *What does it save?* `entrepot_saved_bytes`; by upstream `sum by (upstream) (entrepot_sent_bytes_total)` less
              `sum by (upstream) (entrepot_upstream_received_bytes_total)`.
            * *Is the cache large enough?* `entrepot_evicted_age_seconds`: the time from the last use of a blob to its eviction.
            * *What does dedup save?* `entrepot_blobs_held_without_dedup_bytes` less `entrepot_blobs_held_bytes`.
            * *How many clients share a fetch?* `rate(entrepot_fill_readers_sum[1h]) / rate(entrepot_fill_readers_count[1h])`.
            * *How often is it a hit?* `entrepot_requests_total{cache="hit"}` against all with `route=~"manifest|blob"`.
            * *Is an upstream the trouble?* `entrepot_degraded`, then `entrepot_upstream_attempts_total` by `outcome`.
            * *Does it pass by itself?* `entrepot_diagnosed`: an alert on `kind="structural"` is worth waking somebody, one on
              `transient` is not; `entrepot status` says which host, and why it thinks so.
            * *Why is a pull slow?* `entrepot_first_byte_seconds` by `cache`, against `entrepot_upstream_latency_seconds` and
              `entrepot_operation_duration_seconds`; why one was, its line in the log (`operations.md`).

            A dashboard and alerts that use these names are in `../deploy/observability`.

            ## Of the process

            Under the names Micrometer gives them: `netty_allocator_memory_used`, `netty_allocator_memory_pinned` and
            `netty_allocator_pooled_*` (the pool every buffer comes from), `netty_eventexecutor_tasks_pending` by loop,
            `jvm_memory_*`, `jvm_buffer_*`, `jvm_gc_*`, `jvm_threads_*`, `process_cpu_usage`, `process_cpu_time_ns_total`,
            `process_files_open_files`, `process_files_max_files`, `process_uptime_seconds`, `process_start_time_seconds`,
            `system_cpu_*`, `system_load_average_1m`.
            """;

    private MetricsPage() {}

    static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Metric metric : Metric.values()) {
            page.append("| `")
                    .append(metric.prometheusName())
                    .append("` | ")
                    .append(type(metric))
                    .append(" | ")
                    .append(metric.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(metric.description())
                    .append(" |\n");
        }
        String times = Arrays.stream(Buckets.TIMES).map(MetricsPage::seconds).collect(Collectors.joining(", "));
        String paths = Arrays.stream(Work.values())
                .map(work -> "`" + work.label() + "`")
                .collect(Collectors.joining(", "));
        return page.append(VALUES.replace("{times}", times).replace("{paths}", paths))
                .toString();
    }

    private static String type(Metric metric) {
        return switch (metric.kind()) {
            case COUNTER -> "counter";
            case GAUGE, INFO -> "gauge";
            case TIMER, SUMMARY -> "histogram";
        };
    }

    private static String seconds(Duration bound) {
        return String.format(Locale.ROOT, "%s", bound.toNanos() / 1e9).replaceAll("\\.0$", "");
    }
}
