package dev.entrepot.proxy.upstream.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.limit.Breakers.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private static final Origin HOST = new Origin(true, "registry.example", 443);
    private static final Origin CDN = new Origin(true, "cdn.example", 443);
    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private Breakers breakers(Duration pause) {
        BreakerObserver observer = new BreakerObserver() {
            @Override
            public void breakerChanged(Origin host, BreakerState state) {
                heard.add(host.host() + " " + state);
            }
        };
        return new Breakers(new BreakerLimits(50, 4, LONG, pause), observer);
    }

    private static void judge(Breakers breakers, Verdict... verdicts) {
        for (Verdict verdict : verdicts) {
            assertThat(breakers.admits(HOST)).isTrue();
            breakers.judged(HOST, verdict);
        }
    }

    @Test
    void aHostThatFailsHalfTheTimeIsLeftAlone() {
        Breakers breakers = breakers(LONG);
        judge(breakers, Verdict.UP, Verdict.DOWN, Verdict.UP, Verdict.DOWN);

        assertThat(breakers.admits(HOST)).isFalse();
        assertThat(breakers.pause(HOST)).isPresent();
        assertThat(heard).containsExactly("registry.example OPEN");
    }

    @Test
    void aHostThatMostlyAnswersIsNot() {
        Breakers breakers = breakers(LONG);
        judge(breakers, Verdict.DOWN, Verdict.UP, Verdict.UP, Verdict.UP, Verdict.DOWN, Verdict.UP);

        assertThat(breakers.admits(HOST)).isTrue();
        assertThat(heard).isEmpty();
    }

    @Test
    void tooFewExchangesProveNothing() {
        Breakers breakers = breakers(LONG);
        judge(breakers, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);

        assertThat(breakers.admits(HOST)).isTrue();
    }

    @Test
    void whatEndedForReasonsOfOursIsNotCounted() {
        Breakers breakers = breakers(LONG);
        judge(breakers, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.UNKNOWN);

        assertThat(breakers.admits(HOST)).isTrue();
    }

    @Test
    void eachHostHasItsOwn() {
        Breakers breakers = breakers(LONG);
        judge(breakers, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);

        assertThat(breakers.admits(CDN)).isTrue();
        assertThat(breakers.pause(CDN)).isEmpty();
    }

    @Test
    void afterThePauseOneIsLetThroughAndItsSuccessBringsTheHostBack() {
        Breakers breakers = breakers(Duration.ofMillis(1));
        judge(breakers, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);
        await().until(() -> breakers.pause(HOST).isEmpty());

        assertThat(breakers.admits(HOST)).isTrue();
        assertThat(breakers.admits(HOST)).isFalse();
        breakers.judged(HOST, Verdict.UP);

        assertThat(breakers.admits(HOST)).isTrue();
        assertThat(heard)
                .containsExactly("registry.example OPEN", "registry.example HALF_OPEN", "registry.example CLOSED");
    }

    @Test
    void aProbeThatFailsOrNeverEndedStartsThePauseAgain() {
        for (Verdict verdict : List.of(Verdict.DOWN, Verdict.UNKNOWN)) {
            heard.clear();
            Breakers breakers = breakers(Duration.ofMillis(1));
            judge(breakers, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);
            await().until(() -> breakers.admits(HOST));
            breakers.judged(HOST, verdict);

            assertThat(heard)
                    .containsExactly("registry.example OPEN", "registry.example HALF_OPEN", "registry.example OPEN");
        }
    }
}
