package dev.entrepot.proxy.trace;

import dev.entrepot.proxy.http.TracedPull;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client sends of the trace it is in (W3C Trace Context). */
enum ClientHeaders implements TextMapGetter<TracedPull> {
    GETTER;

    @Override
    public Iterable<String> keys(TracedPull pull) {
        return List.of(PullSpans.TRACE_PARENT, "tracestate");
    }

    @Override
    public @Nullable String get(@Nullable TracedPull pull, String key) {
        String value = pull == null ? "" : pull.header(key);
        return value.isEmpty() ? null : value;
    }
}
