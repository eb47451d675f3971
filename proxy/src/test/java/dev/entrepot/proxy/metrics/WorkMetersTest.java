package dev.entrepot.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkMetersTest {

    private static final String NAME = "entrepot.operation.duration";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong clock = new AtomicLong();
    private final Diagnostics told = new Diagnostics(clock::get);
    private final Watch watch = new WorkMeters(told, registry, clock::get);

    @Test
    void workAtTheDiskIsTimedByWhatCameOfIt() {
        var well = watch.enter(new Lane(Work.FORCE, ""), Watch.NO_SUBJECT);
        clock.addAndGet(7_000_000);
        well.well();
        var failed = watch.enter(new Lane(Work.FORCE, ""), Watch.NO_SUBJECT);
        clock.addAndGet(3_000_000);
        failed.failed("No space left on device");

        assertThat(millis("force", "well")).isEqualTo(7);
        assertThat(millis("force", "failed")).isEqualTo(3);
    }

    @Test
    void aWaitForAThreadIsTimed() {
        var wait = watch.queued(new Lane(Work.FILL_QUEUE, ""), 3);
        clock.addAndGet(2_000_000);
        wait.well();

        assertThat(millis("fill_queue", "well")).isEqualTo(2);
    }

    @Test
    void workAtAnUpstreamIsCountedElsewhere() {
        watch.enter(new Lane(Work.MANIFEST, "up.test"), "a/b").well();

        assertThat(registry.find(NAME).timers()).isEmpty();
    }

    @Test
    void whatEndsForOtherReasonsSaysNothing() {
        watch.enter(new Lane(Work.INDEX_READ, ""), Watch.NO_SUBJECT).left();

        assertThat(registry.find(NAME).timers()).isEmpty();
    }

    @Test
    void theClassifierIsToldAllTheSame() {
        watch.enter(new Lane(Work.INDEX_READ, ""), Watch.NO_SUBJECT).well();
        watch.enter(new Lane(Work.MANIFEST, "up.test"), "a/b").failed("500");

        assertThat(told.diagnoses()).hasSize(2);
    }

    private double millis(String path, String outcome) {
        return registry.get(NAME).tags("path", path, "outcome", outcome).timer().totalTime(TimeUnit.MILLISECONDS);
    }
}
