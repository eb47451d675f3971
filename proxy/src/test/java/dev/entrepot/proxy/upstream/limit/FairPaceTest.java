package dev.entrepot.proxy.upstream.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.testkit.blob.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairPaceTest {

    private static final Duration PATIENT = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final List<Long> waits = new ArrayList<>();

    /** Notes how long each would have slept. */
    private FairPace pace(long perSecond) {
        return new FairPace(perSecond, time.nanoTime(), wait -> waits.add(wait.toMillis()));
    }

    @Test
    void aQuarterOfASecondsWorthComesAtOnceAndTheRestAtThePace() throws InterruptedException {
        FairPace pace = pace(8);
        for (int i = 0; i < 6; i++) {
            pace.take(1, PATIENT);
        }
        // Two come in the quarter, the third as the first's turn ends.
        assertThat(waits).containsExactly(125L, 250L, 375L);
    }

    @Test
    void whoComesFirstGoesFirstHoweverMuchTheOthersTake() throws InterruptedException {
        FairPace pace = pace(1000);
        pace.take(1250, PATIENT);
        pace.take(500, PATIENT);
        pace.take(1, PATIENT);

        assertThat(waits).containsExactly(1000L, 1500L);
    }

    @Test
    void timeThatPassedIsNotSavedUp() throws InterruptedException {
        FairPace pace = pace(4);
        time.advance(Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            pace.take(1, PATIENT);
        }

        assertThat(waits).containsExactly(250L, 500L);
    }

    @Test
    void whoseTurnComesTooLateTakesNothing() throws InterruptedException {
        FairPace pace = pace(1);
        pace.take(10, PATIENT);

        assertThat(pace.take(1, Duration.ofSeconds(5))).isFalse();
        assertThat(pace.take(1, Duration.ofSeconds(10))).isTrue();
        assertThat(waits).containsExactly(9750L);
    }

    @Test
    void itIsFreeAgainWhenTheDebtIsPaid() throws InterruptedException {
        FairPace pace = pace(1000);
        assertThat(pace.isFree()).isTrue();
        pace.take(1250, PATIENT);
        assertThat(pace.isFree()).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(pace.isFree()).isTrue();
    }

    @Test
    void nothingASecondIsNoPace() {
        assertThatThrownBy(() -> pace(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
