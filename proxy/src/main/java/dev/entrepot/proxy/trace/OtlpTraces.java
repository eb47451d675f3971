package dev.entrepot.proxy.trace;

import dev.entrepot.config.TracingConfig;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadObserver;
import dev.entrepot.proxy.http.TraceObserver;
import dev.entrepot.proxy.http.TracedPull;
import dev.entrepot.proxy.log.Ration;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was noted of pulls and uploads to a collector. Whoever tells it never waits: what is too much is dropped, and said. */
public final class OtlpTraces implements TraceObserver, UploadObserver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpTraces.class);

    /** The exporter says by this what is said here, and may not be collected while it is silent. */
    private static final java.util.logging.Logger EXPORTERS = java.util.logging.Logger.getLogger("io.opentelemetry");

    private static final int QUEUE = 2048;
    private static final int MOST_SPANS = 512;
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LET_SEND = Duration.ofSeconds(5);
    private static final String PATH = "/v1/traces";

    private final int oneIn;
    private final String target;
    private final SpanExporter exporter;
    private final PullSpans spans;
    private final BlockingQueue<Runnable> told = new ArrayBlockingQueue<>(QUEUE);
    private final Ration warnings = new Ration(1, Duration.ofMinutes(1), System::nanoTime);
    private final Thread sender =
            Thread.ofPlatform().name("traces").daemon(true).unstarted(this::send);
    private volatile boolean isClosing;

    private OtlpTraces(int oneIn, String target, SpanExporter exporter, PullSpans spans) {
        this.oneIn = oneIn;
        this.target = target;
        this.exporter = exporter;
        this.spans = spans;
    }

    /** @throws IOException with a message for the user */
    public static OtlpTraces start(URI endpoint, TracingConfig config, String version) throws IOException {
        EXPORTERS.setLevel(Level.OFF);
        String target = endpoint.toString().replaceAll("/+$", "") + PATH;
        OtlpHttpSpanExporterBuilder exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(target).setTimeout(PATIENCE);
        if (config.headers().isPresent()) {
            headers(config.headers().get().reveal(), exporter);
        }
        OtlpTraces traces = new OtlpTraces(config.oneIn(), target, exporter.build(), PullSpans.of(version));
        traces.sender.start();
        return traces;
    }

    private static void headers(String line, OtlpHttpSpanExporterBuilder exporter) throws IOException {
        for (String header : line.strip().split(",", -1)) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw new IOException("tracing.headers: a header has no name or no value; write name=value,name=value");
            }
            exporter.addHeader(
                    header.substring(0, equals).strip(),
                    header.substring(equals + 1).strip());
        }
    }

    @Override
    public void pulled(TracedPull pull) {
        boolean isAsked = !pull.header(PullSpans.TRACE_PARENT).isEmpty();
        if (isAsked || oneIn == 1 || ThreadLocalRandom.current().nextInt(oneIn) == 0) {
            tell(() -> spans.pulled(pull));
        }
    }

    @Override
    public void attempted(UploadEntry entry, Outcome outcome, long sent, Duration took) {
        if (entry.item() instanceof UploadItem.Blob blob) {
            long ended = System.nanoTime();
            tell(() ->
                    spans.uploaded(blob.digest().toString(), new PullSpans.Upload(outcome.name(), sent, took, ended)));
        }
    }

    private void tell(Runnable what) {
        if (!told.offer(what)) {
            warn(
                    "traces are dropped, because more come than there is room for; one-in may be raised; they go to",
                    null);
        }
    }

    private void send() {
        while (!isClosing || !told.isEmpty()) {
            try {
                collect();
            } catch (InterruptedException e) {
                isClosing = true;
            } catch (RuntimeException e) {
                LOG.error("a trace could not be made", e);
            }
            List<SpanData> batch = spans.take();
            if (!batch.isEmpty()) {
                export(batch);
            }
        }
    }

    /** Until there is enough for a request, or a while is over. */
    private void collect() throws InterruptedException {
        long until = System.nanoTime() + EVERY.toNanos();
        while (spans.size() < MOST_SPANS) {
            Runnable next = isClosing ? told.poll() : told.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    private void export(List<SpanData> batch) {
        CompletableResultCode result = exporter.export(batch).join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (!result.isSuccess()) {
            warn("traces could not be sent to", result.getFailureThrowable());
        }
    }

    private void warn(String what, @Nullable Throwable cause) {
        long before = warnings.take();
        if (before != Ration.NOT_NOW) {
            String why = cause == null ? "" : ": " + cause;
            LOG.warn("{} {}{}{}", what, target, why, before == 0 ? "" : " (and " + before + " times before)");
        }
    }

    /** Sends what there is. */
    @Override
    public void close() {
        isClosing = true;
        // It may be waiting; where there is no room for this it is not.
        told.offer(() -> {});
        try {
            sender.join(LET_SEND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exporter.shutdown();
    }
}
