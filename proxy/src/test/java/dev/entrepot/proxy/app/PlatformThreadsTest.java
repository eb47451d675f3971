package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.diagnosis.Cause;
import dev.entrepot.core.diagnosis.Diagnosis;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.testkit.blob.ManualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PlatformThreadsTest {

    private static final Duration FILL = Duration.ofMillis(40);

    private final ManualTime time = new ManualTime();
    private final Diagnostics diagnostics = new Diagnostics(time.nanoTime());

    @Test
    void fillsThatWaitForOneThreadAreSaidToBeServedOneAfterTheOther() {
        for (int round = 0; round < 8; round++) {
            twentyForOneThread();
        }

        Diagnosis queue = diagnostics.diagnoses().getFirst();
        assertThat(queue.cause()).isEqualTo(Cause.GROWS_WITH_LOAD);
        assertThat(queue.evidence()).startsWith("median ").contains(" before: each waits for all before it");
    }

    private void twentyForOneThread() {
        CountDownLatch first = new CountDownLatch(1);
        try (PlatformThreads fills =
                new PlatformThreads("fill", 1, 100, PlatformThreads.Wait.of(Work.FILL_QUEUE, diagnostics))) {
            fills.executor().execute(() -> await(first));
            for (int i = 0; i < 20; i++) {
                fills.executor().execute(() -> time.advance(FILL));
            }
            time.advance(FILL);
            first.countDown();
        }
    }

    @Test
    void whoFindsAThreadWaitsForNobody() {
        try (PlatformThreads fills =
                new PlatformThreads("fill", 4, 100, PlatformThreads.Wait.of(Work.FILL_QUEUE, diagnostics))) {
            fills.executor().execute(() -> {});
        }

        Diagnosis queue = diagnostics.diagnoses().getFirst();
        assertThat(queue.cause()).isEqualTo(Cause.NOTHING);
        assertThat(queue.facts().spread().samples()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
