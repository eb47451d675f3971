package dev.entrepot.core.diagnosis;

import dev.entrepot.testkit.blob.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Work of one lane on a clock that only moves when told to. */
final class ScriptedLane {

    private final ManualTime time = new ManualTime();
    private final Diagnostics diagnostics = new Diagnostics(time.nanoTime());
    private final Lane lane;

    /** The same with every run. */
    private final Random chance = new Random(7);

    ScriptedLane(Work work) {
        this.lane = new Lane(work, "some.where");
    }

    void pass(Duration by) {
        time.advance(by);
    }

    void well(String subject, Duration took) {
        Passage passage = diagnostics.enter(lane, subject);
        time.advance(took);
        passage.well();
    }

    void failed(String subject, String reason, Duration took) {
        Passage passage = diagnostics.enter(lane, subject);
        time.advance(took);
        passage.failed(reason);
    }

    /** All come at once and are served one after the other. */
    void oneAfterTheOther(int count, Duration each) {
        for (Passage passage : together(count)) {
            time.advance(each);
            passage.well();
        }
    }

    /** All come at once, each is served for itself. */
    void sideBySide(int count, Duration each) {
        List<Passage> passages = together(count);
        time.advance(each);
        passages.forEach(Passage::well);
    }

    /** Each finds one more before it than the one before, and waits for all of these. */
    void queue(int count, Duration each) {
        List<Passage> waits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waits.add(diagnostics.queued(lane, i));
        }
        for (Passage wait : waits) {
            wait.well();
            time.advance(each);
        }
    }

    /** They come one by one while nothing moves, and all are done when it is over. */
    void gatherDuring(Duration pause, int count) {
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            passages.add(diagnostics.enter(lane, "subject-" + i));
            time.advance(pause.dividedBy(count));
        }
        passages.forEach(Passage::well);
    }

    private List<Passage> together(int count) {
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            passages.add(diagnostics.enter(lane, "subject-" + i));
        }
        return passages;
    }

    int die(int sides) {
        return chance.nextInt(sides);
    }

    Diagnosis diagnosis() {
        return diagnostics.diagnoses().getFirst();
    }

    /** For what is said of a lane that nothing was asked of lately. */
    List<Diagnosis> all() {
        return diagnostics.diagnoses();
    }
}
