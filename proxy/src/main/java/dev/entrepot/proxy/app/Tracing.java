package dev.entrepot.proxy.app;

import dev.entrepot.config.TracingConfig;
import dev.entrepot.core.upload.UploadObserver;
import dev.entrepot.proxy.http.TraceObserver;
import dev.entrepot.proxy.trace.OtlpTraces;
import java.io.IOException;

/** Who is told of what was done for pulls: nobody, unless there is a collector. */
record Tracing(TraceObserver pulls, UploadObserver uploads) {

    /** @throws IOException with a message for the user */
    static Tracing start(TracingConfig config, String version, Closing parts) throws IOException {
        if (config.endpoint().isEmpty()) {
            return new Tracing(TraceObserver.NOOP, UploadObserver.NOOP);
        }
        OtlpTraces traces = parts.add(OtlpTraces.start(config.endpoint().get(), config, version));
        return new Tracing(traces, traces);
    }
}
