package dev.entrepot.proxy.upstream.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.diagnosis.Cause;
import dev.entrepot.core.diagnosis.Diagnosis;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Verdict;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.testkit.blob.ManualTime;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That everybody waits for a limit that was set here is told as such, and not as trouble of the upstream. */
class TurnsTest {

    private static final UpstreamRequest REQUEST = UpstreamRequest.get(URI.create("http://up.test/v2/"));

    private final ManualTime time = new ManualTime();
    private final Diagnostics diagnostics = new Diagnostics(time.nanoTime());

    private Turns turns(int perSecond) {
        UpstreamLimits limits = UpstreamLimits.DEFAULT.pacedBy(perSecond, 0);
        return new Turns("up.test", limits, diagnostics, time.nanoTime(), time::advance);
    }

    private void await(Turns turns, int requests, Duration patience) throws UpstreamException {
        for (int i = 0; i < requests; i++) {
            turns.await(REQUEST.about(Work.BLOB, "blob-" + i), Deadline.after(patience, time.nanoTime()));
        }
    }

    private Diagnosis diagnosis() {
        return diagnostics.diagnoses().getFirst();
    }

    @Test
    void whereEveryoneWaitsLongTheLimitIsNamed() throws UpstreamException {
        await(turns(1), 20, Duration.ofSeconds(20));

        assertThat(diagnosis().lane()).isEqualTo(new Lane(Work.TURN, "up.test"));
        assertThat(diagnosis().verdict()).isEqualTo(Verdict.STRUCTURAL);
        assertThat(diagnosis().cause()).isEqualTo(Cause.OWN_LIMIT);
        assertThat(diagnosis().cause().advice()).contains("requests-per-second");
        assertThat(diagnosis().evidence()).isEqualTo("20 waited for their turn, half of them 1.0 s or more");
    }

    @Test
    void whereTurnsWouldComeTooLateTheLimitIsNamed() throws UpstreamException {
        Turns turns = turns(1);
        await(turns, 1, Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> await(turns, 1, Duration.ZERO)).isInstanceOf(UpstreamException.class);
        }

        assertThat(diagnosis().cause()).isEqualTo(Cause.OWN_LIMIT);
        assertThat(diagnosis().evidence()).isEqualTo("the turn of 3 of 4 would have come too late");
    }

    @Test
    void shortWaitsAreWhatALimitIsFor() throws UpstreamException {
        await(turns(10), 100, Duration.ofSeconds(20));

        assertThat(diagnosis().verdict()).isEqualTo(Verdict.WELL);
    }

    @Test
    void withoutALimitThereIsNothingToSay() throws UpstreamException {
        await(turns(0), 10, Duration.ZERO);

        assertThat(diagnostics.diagnoses()).isEmpty();
    }
}
