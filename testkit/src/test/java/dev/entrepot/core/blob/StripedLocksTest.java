package dev.entrepot.core.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.diagnosis.Cause;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.testkit.blob.ManualTime;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StripedLocksTest {

    private static final Duration HELD = Duration.ofMillis(40);

    private final ManualTime time = new ManualTime();
    private final Diagnostics diagnostics = new Diagnostics(time.nanoTime());
    private final StripedLocks locks = new StripedLocks(1, diagnostics, "blobs");

    @Test
    void aLockThatEverybodyWaitsForIsToldApartFromASlowDisk() {
        for (int round = 0; round < 8; round++) {
            twentyForOneLock();
        }

        assertThat(diagnostics.diagnoses()).singleElement().satisfies(diagnosis -> {
            assertThat(diagnosis.cause()).isEqualTo(Cause.GROWS_WITH_LOAD);
            assertThat(diagnosis.lane().name()).isEqualTo("blobs");
        });
    }

    private void twentyForOneLock() {
        try (ExecutorService others = Executors.newCachedThreadPool()) {
            ReentrantLock held = locks.lock("a digest");
            for (int i = 1; i <= 20; i++) {
                others.execute(() -> {
                    ReentrantLock lock = locks.lock("a digest");
                    time.advance(HELD);
                    lock.unlock();
                });
                while (held.getQueueLength() < i) {
                    Thread.onSpinWait();
                }
            }
            time.advance(HELD);
            held.unlock();
        }
    }

    @Test
    void nobodyIsToldOfALockThatIsFree() {
        locks.lock("a digest").unlock();

        assertThat(diagnostics.diagnoses()).isEmpty();
    }
}
