package dev.entrepot.proxy.upstream.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Quota quota = new Quota(Origin.of(URI.create("https://registry-1.docker.io")), nanos::get);

    private void said(String remaining) {
        quota.said(RateLimit.parse("100;w=21600", remaining).orElseThrow());
    }

    private void assertAsked() {
        assertThatCode(quota::check).doesNotThrowAnyException();
    }

    private UpstreamException refused() {
        return catchThrowableOfType(UpstreamException.class, quota::check);
    }

    @Test
    void whileAnythingIsLeftEverythingIsAsked() {
        assertAsked();
        said("100;w=21600");
        assertAsked();
        said("1;w=21600");
        assertAsked();
    }

    @Test
    void whenNothingIsLeftItIsA429ThatSaysWhenToAskAgain() {
        said("0;w=21600");
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());

        assertThat(refused().status()).isEqualTo(429);
        assertThat(refused().retryAfter()).contains(Duration.ofSeconds(40));
        assertThat(refused()).hasMessageContaining("https://registry-1.docker.io");
    }

    @Test
    void afterAMinuteItIsWorthAskingAgain() {
        said("0;w=21600");
        nanos.addAndGet(Quota.PAUSE.toNanos());

        assertAsked();
    }

    @Test
    void asSoonAsSomethingIsLeftAgainItIsAsked() {
        said("0;w=21600");
        said("3;w=21600");

        assertAsked();
    }

    @Test
    void aShortWindowIsWaitedForNoLongerThanItLasts() {
        said("0;w=10");
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertAsked();
    }

    /** GitLab counts by the second and says so under the same names. */
    @Test
    void aLimitWithoutAWindowIsLeftToRetryAfter() {
        said("0");

        assertAsked();
    }
}
