package dev.entrepot.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TraceTest {

    private final AtomicLong clock = new AtomicLong(1_000);
    private final Trace trace = new Trace(clock::get, clock.get());
    private final AtomicInteger ends = new AtomicInteger();
    private final Watch watch = new TracedWatch(Watch.NOOP);

    private Passage enter(Work work, String host) {
        return watch.enter(new Lane(work, "up.test", host), "a/b");
    }

    @Test
    void workAtADependencyIsAPhaseOfThePullItIsDoneFor() {
        trace.run(() -> {
            Passage token = enter(Work.TOKEN, "auth.test");
            clock.addAndGet(70);
            token.well();
        });

        assertThat(trace.phases())
                .containsExactly(new Phase(Trace.ROOT, "token", "auth.test", 1, 1_000, 1_070, 70, "", false));
    }

    @Test
    void whatIsDoneWithinAPhaseIsPartOfIt() {
        trace.run(() -> Trace.during(Step.PERMISSION, () -> {
            Passage probe = enter(Work.BLOB, "up.test");
            clock.addAndGet(5);
            probe.well();
        }));

        assertThat(trace.phases()).extracting(Phase::name).containsExactly("permission", "blob");
        assertThat(trace.phases()).extracting(Phase::parent).containsExactly(Trace.ROOT, 0);
        assertThat(trace.phases()).extracting(Phase::busy).containsExactly(5L, 5L);
    }

    @Test
    void aPauseIsPartOfThePhaseInWhichItIsMade() {
        trace.run(() -> Trace.during(Step.FILL, () -> Trace.lasting(Step.PAUSE, Duration.ofNanos(30))));
        Trace.lasting(Step.PAUSE, Duration.ofNanos(30));

        assertThat(trace.phases())
                .hasSize(2)
                .last()
                .isEqualTo(new Phase(0, "pause", "", 1, 1_000, 1_030, 30, "", false));
    }

    @Test
    void whatIsDoneManyTimesIsOnePhase() {
        trace.run(() -> {
            for (int i = 0; i < 10_000; i++) {
                Passage write = enter(Work.WRITE, "-");
                clock.addAndGet(2);
                write.well();
                clock.addAndGet(1);
            }
        });

        assertThat(trace.phases())
                .containsExactly(new Phase(Trace.ROOT, "write", "", 10_000, 1_000, 30_999, 20_000, "", false));
    }

    @Test
    void aTraceStaysSmallWhereverAnUpstreamLeads() {
        trace.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                enter(Work.BLOB, "cdn-" + i + ".test").well();
            }
        });

        assertThat(trace.phases()).hasSize(Trace.MOST_PHASES);
        assertThat(trace.phases().stream().mapToInt(Phase::times).sum()).isEqualTo(1_000);
        assertThat(trace.phases().getLast().name()).isEqualTo("others");
    }

    @Test
    void whatGoesOnIsToldAsFarAsItIs() {
        trace.run(() -> enter(Work.BODY, "up.test"));
        clock.addAndGet(40);

        Phase body = trace.phases().getFirst();
        assertThat(body.goesOn()).isTrue();
        assertThat(body.busy()).isEqualTo(40);
    }

    @Test
    void whatWentWrongIsSaid() {
        trace.run(() -> enter(Work.MANIFEST, "up.test").failed("503"));
        assertThatThrownBy(() -> trace.run(() -> Trace.during(Step.COMMIT, () -> {
                    throw new IllegalStateException("no");
                })))
                .isInstanceOf(IllegalStateException.class);

        assertThat(trace.phases()).extracting(Phase::trouble).containsExactly("503", "failed");
    }

    @Test
    void anotherThreadWorksForTheSamePull() throws InterruptedException {
        trace.run(() -> {
            Thread other = Thread.ofPlatform()
                    .start(Trace.carrying(() -> enter(Work.WRITE, "-").well()));
            join(other);
        });
        Thread stranger = Thread.ofPlatform().start(() -> enter(Work.FORCE, "-").well());
        stranger.join();

        assertThat(trace.phases()).extracting(Phase::name).containsExactly("write");
    }

    @Test
    void itEndsWhenTheRequestAndEverythingThatGoesOnForItHave() {
        Errand[] fill = new Errand[1];
        trace.run(() -> fill[0] = Trace.errand(() -> enter(Work.FORCE, "-").well()));

        trace.ended(ends::incrementAndGet);
        assertThat(ends).hasValue(0);
        fill[0].run();

        assertThat(ends).hasValue(1);
        assertThat(trace.phases()).extracting(Phase::name).containsExactly("force");
    }

    @Test
    void whatBeginsWhenAllHadEndedIsNotWaitedForAgain() {
        trace.ended(ends::incrementAndGet);
        trace.run(() -> Trace.errand(() -> {}).run());

        assertThat(ends).hasValue(1);
    }

    @Test
    void whatNobodyRunsKeepsNothingFromEnding() {
        Errand[] fill = new Errand[1];
        trace.run(() -> fill[0] = Trace.errand(() -> {}));
        fill[0].giveUp();
        fill[0].giveUp();

        trace.ended(ends::incrementAndGet);

        assertThat(ends).hasValue(1);
    }

    @Test
    void withoutAPullTheWorkIsJustDone() throws IOException {
        Runnable work = () -> {};

        assertThat(Trace.<String, IOException>phase(Step.VERIFY, () -> "done")).isEqualTo("done");
        assertThat(Trace.carrying(work)).isSameAs(work);
        assertThat(Trace.current()).isEmpty();
        assertThat(enter(Work.TOKEN, "auth.test")).isSameAs(Passage.UNSEEN);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
