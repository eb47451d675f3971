package dev.entrepot.proxy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import dev.entrepot.proxy.http.BodySource;
import dev.entrepot.proxy.http.CacheStatus;
import dev.entrepot.proxy.http.TracedPull;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullSpansTest {

    private static final PullSpans.Upload UPLOAD =
            new PullSpans.Upload("STORED", 7, Duration.ofSeconds(1), System.nanoTime());

    private final PullSpans spans = PullSpans.of("test");

    @Test
    void anUploadGoesOnWithTheFillOfItsBlob() {
        spans.pulled(new Pull("sha256:abc"));
        spans.uploaded("sha256:abc", UPLOAD);

        assertUploadIsBelowFill(spans.take());
    }

    @Test
    void anUploadMayEndBeforeItsPull() {
        spans.uploaded("sha256:abc", UPLOAD);
        assertThat(spans.size()).isZero();
        spans.pulled(new Pull("sha256:abc"));

        assertUploadIsBelowFill(spans.take());
    }

    @Test
    void theUploadOfABlobThatWasNotTracedIsNotTraced() {
        spans.pulled(new Pull("sha256:abc"));
        spans.take();
        spans.uploaded("sha256:def", UPLOAD);

        assertThat(spans.size()).isZero();
    }

    private static void assertUploadIsBelowFill(List<SpanData> ended) {
        SpanData fill = named("fill", ended);
        SpanData upload = named("upload", ended);
        assertThat(upload.getTraceId()).isEqualTo(fill.getTraceId());
        assertThat(upload.getParentSpanId()).isEqualTo(fill.getSpanId());
        assertThat(upload.getEndEpochNanos() - upload.getStartEpochNanos()).isBetween(900_000_000L, 1_100_000_000L);
    }

    private static SpanData named(String name, List<SpanData> ended) {
        return ended.stream()
                .filter(span -> span.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** A blob that was fetched. */
    private record Pull(String reference) implements TracedPull {

        @Override
        public Optional<Trace> traced() {
            Trace trace = new Trace(System::nanoTime, 0);
            trace.add(Step.FILL, 10, 20);
            return Optional.of(trace);
        }

        @Override
        public String id() {
            return "1-1";
        }

        @Override
        public long startedAt() {
            return 0;
        }

        @Override
        public Optional<Repository> repository() {
            return Optional.empty();
        }

        @Override
        public String header(String name) {
            return "";
        }

        @Override
        public Route route() {
            return Route.BLOB;
        }

        @Override
        public Method method() {
            return Method.GET;
        }

        @Override
        public String upstream() {
            return NO_UPSTREAM;
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public CacheStatus cacheStatus() {
            return CacheStatus.MISS;
        }

        @Override
        public BodySource source() {
            return BodySource.ARRIVING;
        }

        @Override
        public long bodyBytes() {
            return 7;
        }

        @Override
        public long toFirstByte() {
            return 15;
        }

        @Override
        public long toEnd() {
            return 20;
        }

        @Override
        public Ending ending() {
            return Ending.DONE;
        }
    }
}
