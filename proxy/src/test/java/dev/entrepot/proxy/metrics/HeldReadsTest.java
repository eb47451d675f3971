package dev.entrepot.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.health.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldReadsTest {

    private static final Duration CALM = Duration.ofSeconds(10);
    private static final Lookup<String> FAILED = Lookup.unreachable(Dependency.DISK, new IOException("bad sector"));
    private static final Lookup<String> READ = Lookup.found("bytes");

    private final AtomicLong now = new AtomicLong();
    private final Health health = new Health(InstantSource.system());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeldReads reads = new HeldReads(registry, health, CALM, now::get);

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private boolean isTroubled() {
        return health.isTroubled(Dependency.DISK, HeldReads.READS);
    }

    @Test
    void whatCannotBeReadIsCountedAndSaidWithItsReason() {
        assertThat(reads.noted(FAILED)).isSameAs(FAILED);

        assertThat(health.troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.why()).contains("could not be read", "bad sector"));
        assertThat(registry.get("entrepot.disk.read.failures").counter().count())
                .isEqualTo(1);
    }

    @Test
    void whatWasFoundDamagedIsCountedAndSaidWithItsReason() {
        reads.damaged("3 bytes instead of 5");

        assertThat(health.troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.why()).contains("damaged", "3 bytes instead of 5"));
        assertThat(registry.get("entrepot.quarantined").counter().count()).isEqualTo(1);
    }

    @Test
    void oneFileThatCanBeReadDoesNotMakeUpForAnother() {
        reads.noted(FAILED);
        passes(CALM.minusNanos(1));

        reads.noted(READ);

        assertThat(isTroubled()).isTrue();
    }

    @Test
    void aReadThatGoesWellAfterACalmTimeEndsIt() {
        reads.noted(FAILED);
        passes(CALM);

        assertThat(isTroubled()).isTrue();
        reads.noted(READ);
        assertThat(isTroubled()).isFalse();
    }

    @Test
    void thatABlobIsNotHeldIsAnAnswerToo() {
        reads.noted(FAILED);
        passes(CALM);

        reads.noted(Lookup.absent());

        assertThat(isTroubled()).isFalse();
    }

    @Test
    void eachFailureBeginsTheCalmTimeAnew() {
        reads.noted(FAILED);
        passes(CALM);
        reads.noted(FAILED);
        passes(CALM.minusNanos(1));

        reads.noted(READ);

        assertThat(isTroubled()).isTrue();
    }
}
