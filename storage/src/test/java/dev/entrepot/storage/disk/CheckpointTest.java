package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private final ManualExecutor executor = new ManualExecutor();
    private @Nullable IOException failure;

    private final Checkpoint checkpoint = new Checkpoint(new Recording(), 0, 10, executor);

    @Test
    void theFileIsForcedEverySoManyBytesAndThenNoted() {
        checkpoint.wrote(9);
        assertThat(executor.waiting()).isZero();
        checkpoint.wrote(10);
        executor.runAll();
        checkpoint.wrote(19);
        executor.runAll();
        checkpoint.wrote(25);
        executor.runAll();

        assertThat(steps).containsExactly("force", "note 10", "force", "note 25");
    }

    @Test
    void oneAttemptIsUnderWayAtATime() {
        checkpoint.wrote(10);
        checkpoint.wrote(20);
        checkpoint.wrote(30);

        assertThat(executor.waiting()).isOne();
    }

    @Test
    void whatIsNotedIsWhatWasWrittenWhenTheForceWasAsked() {
        checkpoint.wrote(10);
        checkpoint.wrote(18);
        executor.runAll();

        assertThat(steps).containsExactly("force", "note 10");
    }

    @Test
    void anAttemptThatHasNotBegunIsTakenBackInsteadOfWaitedFor() {
        checkpoint.wrote(10);
        checkpoint.settle();
        executor.runAll();

        assertThat(steps).isEmpty();
    }

    @Test
    void anAttemptUnderWayIsWaitedFor() throws InterruptedException {
        Gate gate = new Gate();
        Checkpoint slow = new Checkpoint(
                new Held(gate), 0, 10, task -> Thread.ofPlatform().start(task));
        slow.wrote(10);
        gate.awaitArrival();
        Thread settling = Thread.ofPlatform().start(slow::settle);
        gate.open();
        settling.join();

        assertThat(steps).containsExactly("force", "note 10");
    }

    @Test
    void aPoolWithoutTimeDoesNotStopTheFill() {
        Checkpoint refused = new Checkpoint(new Recording(), 0, 10, task -> {
            throw new RejectedExecutionException("closed");
        });
        refused.wrote(10);
        refused.settle();

        assertThat(steps).isEmpty();
    }

    @Test
    void aFailedForceIsFinal() {
        failure = new IOException("Input/output error");
        checkpoint.wrote(10);
        executor.runAll();
        failure = null;
        checkpoint.wrote(20);

        assertThat(executor.waiting()).isZero();
        assertThatIOException().isThrownBy(checkpoint::forceAll).withMessageContaining("Input/output error");
        assertThat(steps).containsExactly("force");
    }

    private class Recording implements Checkpoint.Steps {

        @Override
        public void force() throws IOException {
            steps.add("force");
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void note(long offset) {
            steps.add("note " + offset);
        }
    }

    private final class Held extends Recording {

        private final Gate gate;

        Held(Gate gate) {
            this.gate = gate;
        }

        @Override
        public void force() throws IOException {
            gate.pass();
            super.force();
        }
    }
}
