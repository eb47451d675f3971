package dev.entrepot.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RationTest {

    private final AtomicLong clock = new AtomicLong();
    private final Ration ration = new Ration(2, Duration.ofSeconds(10), clock::get);

    @Test
    void soManyAreLetThroughInAWhile() {
        assertThat(ration.take()).isZero();
        assertThat(ration.take()).isZero();
        assertThat(ration.take()).isEqualTo(Ration.NOT_NOW);
    }

    @Test
    void theNextOneThatIsLetThroughTellsHowManyWereNot() {
        ration.take();
        ration.take();
        ration.take();
        ration.take();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(ration.take()).isEqualTo(2);
        assertThat(ration.take()).isZero();
    }

    @Test
    void nothingIsLetThroughBeforeTheWhileIsOver() {
        ration.take();
        ration.take();
        clock.addAndGet(Duration.ofSeconds(10).toNanos() - 1);

        assertThat(ration.take()).isEqualTo(Ration.NOT_NOW);
    }
}
