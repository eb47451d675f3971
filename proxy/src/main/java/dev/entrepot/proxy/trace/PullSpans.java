package dev.entrepot.proxy.trace;

import dev.entrepot.core.trace.Phase;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.http.CacheStatus;
import dev.entrepot.proxy.http.TracedPull;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes spans of what was noted of a pull: one for the request, below it one for each phase. Used by one thread. */
final class PullSpans {

    static final String TRACE_PARENT = "traceparent";

    private static final String NAME = "entrepot";

    /** An upload that ends with its pull may be told of before or after it. */
    private static final int REMEMBERED = 1000;

    /** @param ended by {@link System#nanoTime} */
    record Upload(String outcome, long sent, Duration took, long ended) {}

    private final EndedSpans ended = new EndedSpans();
    private final Tracer tracer;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Remembered<SpanContext> fills = new Remembered<>(REMEMBERED);
    private final Remembered<Upload> uploads = new Remembered<>(REMEMBERED);

    private PullSpans(String version, InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.tracer = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("service.name", NAME)
                        .put("service.version", version)
                        .build())
                // What has no parent was chosen before; a client that sends one decides.
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(ended)
                .build()
                .get(NAME, version);
    }

    static PullSpans of(String version) {
        return new PullSpans(version, InstantSource.system(), System::nanoTime);
    }

    /** How many there are to take. */
    int size() {
        return ended.size();
    }

    List<SpanData> take() {
        return ended.take();
    }

    void pulled(TracedPull pull) {
        Context client = W3CTraceContextPropagator.getInstance().extract(Context.root(), pull, ClientHeaders.GETTER);
        Span request = asked(pull, client);
        if (request.getSpanContext().isSampled()) {
            pull.traced().ifPresent(trace -> phases(trace, request, pull.reference()));
        }
        request.end(at(pull.startedAt() + pull.toEnd()), TimeUnit.NANOSECONDS);
    }

    private Span asked(TracedPull pull, Context client) {
        CacheStatus cache = pull.cacheStatus();
        SpanBuilder request = tracer.spanBuilder(
                        pull.method() + " " + pull.route().label())
                .setParent(client)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(at(pull.startedAt()), TimeUnit.NANOSECONDS)
                .setAttribute("http.request.method", pull.method().name())
                .setAttribute("http.response.status_code", (long) pull.status())
                .setAttribute("http.response.body.size", pull.bodyBytes())
                .setAttribute("user_agent.original", pull.header("user-agent"))
                .setAttribute("entrepot.request", pull.id())
                .setAttribute("entrepot.upstream", pull.upstream())
                .setAttribute("entrepot.reference", pull.reference())
                .setAttribute("entrepot.cache", cache == null ? "-" : cache.label())
                .setAttribute("entrepot.source", pull.source().label())
                .setAttribute("entrepot.end", pull.ending().label());
        pull.repository().ifPresent(repository -> request.setAttribute("entrepot.repository", repository.path()));
        Span span = request.startSpan();
        if (pull.toFirstByte() >= 0) {
            span.addEvent("first byte", at(pull.startedAt() + pull.toFirstByte()), TimeUnit.NANOSECONDS);
        }
        if (pull.status() >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        return span;
    }

    private void phases(Trace trace, Span request, String reference) {
        List<Span> spans = new ArrayList<>();
        List<Phase> phases = trace.phases();
        for (Phase phase : phases) {
            Span parent = phase.parent() == Trace.ROOT ? request : spans.get(phase.parent());
            spans.add(begun(phase, parent));
        }
        for (int i = 0; i < spans.size(); i++) {
            spans.get(i).end(at(phases.get(i).end()), TimeUnit.NANOSECONDS);
            if (phases.get(i).name().equals(Step.FILL.label())) {
                filled(reference, spans.get(i).getSpanContext());
            }
        }
    }

    private Span begun(Phase phase, Span parent) {
        SpanBuilder builder = tracer.spanBuilder(phase.name())
                .setParent(Context.root().with(parent))
                .setStartTimestamp(at(phase.start()), TimeUnit.NANOSECONDS);
        if (!phase.place().isEmpty()) {
            builder.setSpanKind(SpanKind.CLIENT).setAttribute("server.address", phase.place());
        }
        if (phase.times() > 1) {
            builder.setAttribute("entrepot.times", (long) phase.times())
                    .setAttribute("entrepot.busy_ms", phase.busy() / 1e6);
        }
        Span span = builder.startSpan();
        if (!phase.trouble().isEmpty()) {
            span.setStatus(StatusCode.ERROR, phase.trouble());
        }
        return span;
    }

    private void filled(String digest, SpanContext fill) {
        fills.put(digest, fill);
        Upload early = uploads.remove(digest);
        if (early != null) {
            uploaded(digest, early);
        }
    }

    /** Of a blob whose fill was traced; it comes long after, or before the client has read to the end. */
    void uploaded(String digest, Upload upload) {
        @Nullable SpanContext fill = fills.get(digest);
        if (fill == null) {
            uploads.put(digest, upload);
            return;
        }
        tracer.spanBuilder("upload")
                .setParent(Context.root().with(Span.wrap(fill)))
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(at(upload.ended() - upload.took().toNanos()), TimeUnit.NANOSECONDS)
                .setAttribute("entrepot.outcome", upload.outcome().toLowerCase(Locale.ROOT))
                .setAttribute("entrepot.sent", upload.sent())
                .startSpan()
                .end(at(upload.ended()), TimeUnit.NANOSECONDS);
    }

    /** Nanoseconds since 1970 of a moment of the monotonic clock. */
    private long at(long nanos) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano() - (nanoTime.getAsLong() - nanos);
    }
}
