package dev.entrepot.proxy.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottledPaceTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong slept = new AtomicLong();
    private final ThrottledPace pace = new ThrottledPace(1_000_000, now::get, this::sleep);

    private void sleep(Duration time) {
        now.addAndGet(time.toNanos());
        slept.addAndGet(time.toNanos());
    }

    @Test
    void aSecondsWorthTakesASecond() {
        for (int i = 0; i < 10; i++) {
            pace.took(100_000);
        }

        assertThat(Duration.ofNanos(slept.get())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void timeTheDiskTookCounts() {
        for (int i = 0; i < 10; i++) {
            now.addAndGet(Duration.ofMillis(60).toNanos());
            pace.took(100_000);
        }

        assertThat(Duration.ofNanos(slept.get())).isBetween(Duration.ofMillis(400), Duration.ofMillis(460));
    }

    @Test
    void whatWasNotUsedIsSavedUpForAMoment() {
        now.addAndGet(Duration.ofHours(1).toNanos());

        pace.took(1_000_000);

        assertThat(Duration.ofNanos(slept.get())).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void tinyWaitsAreAddedUp() {
        for (int i = 0; i < 1000; i++) {
            pace.took(1_000);
        }

        assertThat(Duration.ofNanos(slept.get())).isBetween(Duration.ofMillis(990), Duration.ofSeconds(1));
    }
}
