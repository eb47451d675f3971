package dev.entrepot.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthTest {

    private Instant now = Instant.EPOCH;
    private final Health health = new Health(() -> now);

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    @Test
    void itStartsThenIsReadyThenDrains() {
        assertThat(health.phase()).isEqualTo(Health.Phase.STARTING);
        health.ready();
        assertThat(health.phase()).isEqualTo(Health.Phase.READY);
        health.draining();
        assertThat(health.phase()).isEqualTo(Health.Phase.DRAINING);
    }

    @Test
    void troubleThatLastsKnowsWhenItBeganAndHowOften() {
        health.troubled(Dependency.UPSTREAM, "ghcr.io", "refused");
        pass(5);
        health.troubled(Dependency.UPSTREAM, "ghcr.io", "timed out");

        assertThat(health.troubles())
                .containsExactly(new Trouble(
                        Dependency.UPSTREAM,
                        "ghcr.io",
                        "timed out",
                        Instant.EPOCH,
                        Instant.ofEpochSecond(5),
                        2,
                        Optional.empty()));
    }

    @Test
    void troubleEndsWhenItGoesWellOnce() {
        health.troubled(Dependency.INDEX, Health.ONLY, "gone");
        pass(7);
        health.well(Dependency.INDEX, Health.ONLY);

        assertThat(health.troubles()).isEmpty();
        assertThat(health.isTroubled(Dependency.INDEX, Health.ONLY)).isFalse();
    }

    @Test
    void whatIsOverIsStillKnown() {
        health.troubled(Dependency.DISK, Health.ONLY, "full");
        pass(7);
        health.well(Dependency.DISK, Health.ONLY);
        pass(1);
        health.well(Dependency.DISK, Health.ONLY);

        assertThat(health.last(Dependency.DISK, Health.ONLY).orElseThrow().until())
                .contains(Instant.ofEpochSecond(7));
    }

    @Test
    void newTroubleAfterAGoodTimeIsCountedAnew() {
        health.troubled(Dependency.DISK, Health.ONLY, "full");
        health.well(Dependency.DISK, Health.ONLY);
        pass(9);
        health.troubled(Dependency.DISK, Health.ONLY, "full");

        assertThat(health.troubles()).singleElement().satisfies(trouble -> {
            assertThat(trouble.since()).isEqualTo(Instant.ofEpochSecond(9));
            assertThat(trouble.times()).isOne();
        });
    }

    @Test
    void oneUpstreamIsNotAnother() {
        health.troubled(Dependency.UPSTREAM, "ghcr.io", "refused");
        health.well(Dependency.UPSTREAM, "quay.io");

        assertThat(health.isTroubled(Dependency.UPSTREAM, "ghcr.io")).isTrue();
        assertThat(health.isTroubled(Dependency.UPSTREAM, "quay.io")).isFalse();
    }

    @Test
    void aLongReasonIsCut() {
        health.troubled(Dependency.DISK, Health.ONLY, "x".repeat(10_000));

        assertThat(health.troubles().getFirst().why()).hasSize(301);
    }

    @Test
    void whatIsThereNoMoreIsForgotten() {
        health.troubled(Dependency.UPSTREAM, "ghcr.io", "refused");
        health.troubled(Dependency.UPSTREAM, "quay.io", "refused");
        health.troubled(Dependency.INDEX, Health.ONLY, "gone");

        health.retain(Dependency.UPSTREAM, Set.of("quay.io"));

        assertThat(health.troubles()).extracting(Trouble::name).containsExactlyInAnyOrder("quay.io", Health.ONLY);
    }
}
