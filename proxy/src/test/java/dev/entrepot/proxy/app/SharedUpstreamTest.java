package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.upstream.UpstreamEndpoint;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When an upstream that was replaced is closed. */
class SharedUpstreamTest {

    private final AtomicInteger closed = new AtomicInteger();
    private final SharedUpstream<String> upstream = new SharedUpstream<>(
            UpstreamEndpoint.of("up.test", URI.create("http://127.0.0.1:1")), "up", closed::incrementAndGet);

    @Test
    void oneThatNobodyUsesIsClosedAtOnce() {
        upstream.retire();

        assertThat(closed).hasValue(1);
    }

    @Test
    void oneInUseIsClosedByTheLastWhoLeaves() {
        upstream.enter();
        upstream.enter();
        upstream.retire();
        upstream.leave();
        assertThat(closed).hasValue(0);
        upstream.leave();

        assertThat(closed).hasValue(1);
    }

    @Test
    void nobodyEntersOneThatIsRetired() {
        upstream.enter();
        upstream.retire();

        assertThat(upstream.enter()).isFalse();
    }

    @Test
    void oneThatIsRetiredTwiceIsClosedOnce() {
        upstream.retire();
        upstream.retire();

        assertThat(closed).hasValue(1);
    }

    @Test
    void oneThatIsInForceIsNotClosedWhenItsLastUserLeaves() {
        upstream.enter();
        upstream.leave();

        assertThat(closed).hasValue(0);
        assertThat(upstream.enter()).isTrue();
    }
}
