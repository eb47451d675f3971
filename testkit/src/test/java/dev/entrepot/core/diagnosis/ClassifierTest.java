package dev.entrepot.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The five streams of the promise, each with those it could be taken for. */
class ClassifierTest {

    private static final Duration QUICK = Duration.ofMillis(12);

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    // ---- a burst of 429s

    @Test
    void aBurstOf429sThatRetriesGetThroughIsTransient() {
        ScriptedLane lane = new ScriptedLane(Work.MANIFEST);
        for (int i = 0; i < 43; i++) {
            lane.failed("image-" + i, "429", QUICK);
        }
        lane.pass(millis(700));
        for (int i = 0; i < 41; i++) {
            lane.well("image-" + i, QUICK);
        }

        Diagnosis diagnosis = lane.diagnosis();

        assertThat(diagnosis.verdict()).isEqualTo(Verdict.TRANSIENT);
        assertThat(diagnosis.cause()).isEqualTo(Cause.RECOVERS);
        assertThat(diagnosis.evidence())
                .isEqualTo("41 of 43 that met 429 went well when asked again, the median after 1.2 s");
    }

    @Test
    void a429ThatNoRetryGetsThroughIsStructural() {
        ScriptedLane lane = new ScriptedLane(Work.MANIFEST);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                lane.failed("image-" + i, "429", QUICK);
            }
            lane.pass(Duration.ofSeconds(2));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PERSISTS);
        assertThat(lane.diagnosis().evidence()).startsWith("429 met by 5; asked again 10 times over 6.2 s, 0 of 5");
    }

    // ---- a jittery link

    @Test
    void aJitteryLinkIsTransient() {
        ScriptedLane lane = new ScriptedLane(Work.BLOB);
        for (int i = 0; i < 100; i++) {
            lane.sideBySide(
                    1 + lane.die(6), lane.die(8) == 0 ? millis(2_000 + lane.die(3_000)) : millis(20 + lane.die(60)));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.TRANSIENT);
        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.JITTERS);
        assertThat(lane.diagnosis().evidence()).contains("one in twenty takes", "whether many are at it or few");
    }

    @Test
    void aLinkThatNowAndThenLosesAnAnswerIsTransient() {
        ScriptedLane lane = new ScriptedLane(Work.BLOB);
        for (int i = 0; i < 100; i++) {
            if (lane.die(8) == 0) {
                lane.failed("layer-" + i, lane.die(2) == 0 ? "timeout" : "closed", Duration.ofSeconds(1));
            }
            lane.well("layer-" + i, millis(20 + lane.die(60)));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.RECOVERS);
        assertThat(lane.diagnosis().evidence())
                .contains("that met timeout", "that met closed", "went well when asked again");
    }

    // ---- a store that fails for one digest only

    @Test
    void aStoreThatFailsForOneDigestOnlyIsStructuralAndTheDigestIsNamed() {
        ScriptedLane lane = new ScriptedLane(Work.BUCKET_PUT);
        for (int i = 0; i < 7; i++) {
            lane.failed("sha256:bad", "500", QUICK);
            for (int j = 0; j < 4; j++) {
                lane.well("sha256:good-" + i + "-" + j, QUICK);
            }
            lane.pass(Duration.ofSeconds(5));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.STRUCTURAL);
        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.ONE_SUBJECT);
        assertThat(lane.diagnosis().evidence())
                .isEqualTo("all 7 failures are of sha256:bad: 500, for 35.4 s, while others went well 28 times");
    }

    @Test
    void aStoreThatFailsForEveryDigestIsNotTakenForOneThatFailsForOne() {
        ScriptedLane lane = new ScriptedLane(Work.BUCKET_PUT);
        for (int i = 0; i < 30; i++) {
            lane.failed("sha256:" + i % 6, "500", QUICK);
            lane.pass(Duration.ofSeconds(1));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PERSISTS);
    }

    @Test
    void aStoreThatFailsForSomeDigestsIsNotTakenForOneThatFailsForOne() {
        ScriptedLane lane = new ScriptedLane(Work.BUCKET_PUT);
        for (int i = 0; i < 30; i++) {
            lane.failed("sha256:" + i % 6, "500", QUICK);
            lane.well("sha256:good-" + i, QUICK);
            lane.pass(Duration.ofSeconds(1));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PERSISTS);
    }

    @Test
    void oneDigestThatFailedAndThenWentWellIsNoTroubleOfThatDigest() {
        ScriptedLane lane = new ScriptedLane(Work.BUCKET_PUT);
        for (int i = 0; i < 4; i++) {
            lane.failed("sha256:slow", "503", Duration.ofSeconds(1));
            lane.well("sha256:other-" + i, QUICK);
        }
        lane.well("sha256:slow", QUICK);
        for (int i = 0; i < 5; i++) {
            lane.well("sha256:more-" + i, QUICK);
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PASSED);
    }

    // ---- a path that everyone waits for

    @Test
    void fillsServedOneAfterTheOtherAreStructuralAndGrowWithThoseWhoWait() {
        ScriptedLane lane = new ScriptedLane(Work.BLOB);
        for (int i = 0; i < 10; i++) {
            lane.oneAfterTheOther(20, millis(40));
            lane.well("alone", millis(40));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.STRUCTURAL);
        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.GROWS_WITH_LOAD);
        assertThat(lane.diagnosis().evidence())
                .isEqualTo("median 40 ms alone, 720 ms with 18 at it: each waits for all before it");
    }

    @Test
    void contentionForALockIsStructural() {
        ScriptedLane lane = new ScriptedLane(Work.LOCK);
        for (int i = 0; i < 10; i++) {
            lane.queue(20, millis(30));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.GROWS_WITH_LOAD);
        assertThat(lane.diagnosis().evidence())
                .isEqualTo("median 30 ms with 1 before, 540 ms with 18 before: each waits for all before it");
    }

    @Test
    void aQueueThatIsNeverShortIsStructural() {
        ScriptedLane lane = new ScriptedLane(Work.FILL_QUEUE);
        lane.queue(40, millis(200));

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.EVERYONE_WAITS);
        assertThat(lane.diagnosis().evidence())
                .isEqualTo("median 2.4 s with no more than 12 before (8 times); 1.0 s and more is long for this");
    }

    @Test
    void manyAtOnceWhoAreServedSideBySideAreWell() {
        ScriptedLane lane = new ScriptedLane(Work.BLOB);
        for (int i = 0; i < 10; i++) {
            lane.sideBySide(20, millis(90));
            lane.well("alone", millis(80));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.WELL);
    }

    /** Those who come during a pause are many and slow, as in a queue; but the first of them waits longest. */
    @Test
    void aPauseInWhichManyGatherIsNotTakenForServingOneAfterTheOther() {
        ScriptedLane lane = new ScriptedLane(Work.BLOB);
        for (int i = 0; i < 40; i++) {
            lane.well("layer-" + i, QUICK);
        }
        for (int i = 0; i < 3; i++) {
            lane.gatherDuring(Duration.ofSeconds(3), 20);
        }

        assertThat(lane.diagnosis().verdict()).isNotEqualTo(Verdict.STRUCTURAL);
    }

    // ---- a slow disk

    @Test
    void aSlowDiskIsStructuralAndSlowAlsoAlone() {
        ScriptedLane lane = new ScriptedLane(Work.FORCE);
        for (int i = 0; i < 20; i++) {
            lane.well(Watch.NO_SUBJECT, millis(380 + lane.die(60)));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.STRUCTURAL);
        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.ALWAYS_SLOW);
        assertThat(lane.diagnosis().evidence())
                .matches("median 4\\d\\d ms also alone \\(20 times\\); 250 ms and more is slow for this");
    }

    @Test
    void aSlowDiskThatIsAsSlowForManyIsStillASlowDisk() {
        ScriptedLane lane = new ScriptedLane(Work.FORCE);
        for (int i = 0; i < 10; i++) {
            lane.well(Watch.NO_SUBJECT, millis(400));
            lane.sideBySide(20, millis(450));
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.ALWAYS_SLOW);
    }

    @Test
    void aDiskThatWasSlowOnceIsWell() {
        ScriptedLane lane = new ScriptedLane(Work.FORCE);
        for (int i = 0; i < 40; i++) {
            lane.well(Watch.NO_SUBJECT, i == 20 ? Duration.ofSeconds(2) : millis(15));
        }

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.WELL);
    }

    // ---- what came and went

    @Test
    void anOutageThatEndedIsTransient() {
        ScriptedLane lane = new ScriptedLane(Work.MANIFEST);
        for (int i = 0; i < 12; i++) {
            lane.failed("image-" + i % 4, "connect", millis(300));
        }
        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PERSISTS);
        for (int i = 0; i < 6; i++) {
            lane.well("another-" + i, QUICK);
        }

        assertThat(lane.diagnosis().cause()).isEqualTo(Cause.PASSED);
        assertThat(lane.diagnosis().evidence())
                .isEqualTo("12 of 18 failed (connect met by 4), then 6 in a row went well");
    }

    @Test
    void anythingIsForgottenAfterFiveMinutes() {
        ScriptedLane lane = new ScriptedLane(Work.MANIFEST);
        for (int i = 0; i < 30; i++) {
            lane.failed("image-" + i % 4, "connect", millis(300));
        }
        lane.pass(Duration.ofMinutes(5).plusSeconds(30));
        assertThat(lane.all()).isEmpty();
        lane.well("image-1", QUICK);

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.WELL);
    }

    @Test
    void oneFailureIsTooLittleToSay() {
        ScriptedLane lane = new ScriptedLane(Work.MANIFEST);
        lane.well("image-1", QUICK);
        lane.failed("image-2", "timeout", QUICK);

        assertThat(lane.diagnosis().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(lane.diagnosis().evidence()).isEqualTo("1 of 2 failed (timeout met by 1): too little to say");
    }
}
