package dev.entrepot.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.health.Health;
import dev.entrepot.proxy.upstream.UpstreamObserver;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.limit.BreakerObserver.BreakerState;
import dev.entrepot.proxy.upstream.limit.RateLimit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UpstreamMetersTest {

    private static final Origin REGISTRY = Origin.of(URI.create("https://registry.example"));
    private static final Origin CDN = Origin.of(URI.create("https://cdn.example"));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Health health = new Health(InstantSource.system());
    private final Metrics metrics = new Metrics(registry, health, new Diagnostics(System::nanoTime), "1");
    private final UpstreamObserver observer = metrics.upstream("up.test");

    private static Lookup<String> failed(Kind kind) {
        return Lookup.unreachable(Dependency.UPSTREAM, new UpstreamException(kind, "it was so"));
    }

    @Test
    void aRetryIsCountedByWhatItWasGoodFor() {
        observer.retried(Operation.BLOB, failed(Kind.TIMEOUT));
        observer.retried(Operation.BLOB, failed(Kind.TIMEOUT));
        observer.retried(Operation.BLOB, Lookup.absent());

        assertThat(registry.scrape())
                .contains(
                        "entrepot_upstream_retries_total{operation=\"blob\",outcome=\"failed\",upstream=\"up.test\"} 2.0",
                        "entrepot_upstream_retries_total{operation=\"blob\",outcome=\"recovered\",upstream=\"up.test\"} 1.0");
    }

    @Test
    void hostsThatAreLeftAloneAreCountedUntilTheyAreBack() {
        observer.breakerChanged(REGISTRY, BreakerState.OPEN);
        observer.breakerChanged(CDN, BreakerState.OPEN);
        assertThat(registry.scrape()).contains("entrepot_upstream_breakers_open{upstream=\"up.test\"} 2.0");

        observer.breakerChanged(CDN, BreakerState.HALF_OPEN);
        observer.breakerChanged(CDN, BreakerState.CLOSED);

        assertThat(registry.scrape())
                .contains(
                        "entrepot_upstream_breakers_open{upstream=\"up.test\"} 1.0",
                        "entrepot_upstream_breaker_changes_total{state=\"open\",upstream=\"up.test\"} 2.0",
                        "entrepot_upstream_breaker_changes_total{state=\"closed\",upstream=\"up.test\"} 1.0");
    }

    @Test
    void whatIsLeftOfARateLimitIsAbsentUntilItIsSaid() {
        assertThat(registry.scrape()).doesNotContain("ratelimit");

        observer.rateLimited(new RateLimit(OptionalLong.of(100), 20, Duration.ofHours(6)));
        observer.rateLimited(new RateLimit(OptionalLong.of(100), 19, Duration.ofHours(6)));

        assertThat(registry.scrape()).contains("entrepot_upstream_ratelimit_remaining{upstream=\"up.test\"} 19.0");
    }

    @Test
    void anOpenBreakerDoesNotHideWhatOpenedIt() {
        observer.attemptStarted(Operation.BLOB);
        observer.attemptEnded(Operation.BLOB, failed(Kind.CONNECT), Duration.ofMillis(1));
        observer.attemptStarted(Operation.BLOB);
        observer.attemptEnded(
                Operation.BLOB,
                Lookup.unreachable(Dependency.UPSTREAM, new UpstreamException(Kind.OPEN, "left alone")),
                Duration.ZERO);

        assertThat(health.troubles()).singleElement().satisfies(trouble -> {
            assertThat(trouble.why()).isEqualTo("it was so");
            assertThat(trouble.times()).isOne();
        });
    }

    @Test
    void anUpstreamThatBeginsAnewAfterAReloadIsNotLeftAlone() {
        observer.breakerChanged(REGISTRY, BreakerState.OPEN);

        metrics.upstream("up.test");

        assertThat(registry.scrape()).contains("entrepot_upstream_breakers_open{upstream=\"up.test\"} 0.0");
    }
}
