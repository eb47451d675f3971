package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long one request may take. */
class UploadLimitsTest {

    private static final long GIB = 1L << 30;
    private static final Duration UNPACED = UploadLimits.DEFAULT.retries().perRequest(GIB);

    @Test
    void aPaceOfOurOwnIsWaitedForBesidesTheNetwork() {
        Duration paced = UploadLimits.DEFAULT.paced(100 << 10, 4).retries().perRequest(GIB);

        Duration waiting = Duration.ofSeconds(GIB * 4 / (100 << 10));
        assertThat(paced).isBetween(UNPACED.plus(waiting), UNPACED.plus(waiting.multipliedBy(2)));
    }

    @Test
    void anAmplePaceLeavesTheTimeAsItIs() {
        Duration paced = UploadLimits.DEFAULT.paced(10 * GIB, 4).retries().perRequest(GIB);

        assertThat(paced).isBetween(UNPACED, UNPACED.plusSeconds(2));
    }

    @Test
    void theSlowestPaceLeavesSomeTime() {
        assertThat(UploadLimits.DEFAULT.paced(1, 64).retries().perRequest(1)).isPositive();
    }
}
