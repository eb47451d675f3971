package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In which order blobs go; a part of what {@link UsageIndexContract} asks of every index. */
abstract class EvictionOrderContract extends IndexContract {

    static final Digest A = digest("a");
    static final Digest B = digest("b");
    static final Digest C = digest("c");
    static final long LARGE = 1L << 30;
    private static final long SMALL = 4096;
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Instant LATER = NOON.plus(Usage.ONE_USE);

    @Test
    void whoWasNotUsedForLongerGoesFirst() {
        index().usage().held(A, LARGE, LATER);
        index().usage().held(B, LARGE, NOON);

        assertThat(weakest(10)).containsExactly(B, A);
    }

    @Test
    void aUseMakesABlobOutliveOneThatCameLater() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, LARGE, NOON);
        index().usage().used(List.of(A), LATER);

        assertThat(weakest(10)).containsExactly(B, A);
    }

    @Test
    void smallBlobsOutliveLargeOnes() {
        index().usage().held(A, SMALL, NOON);
        index().usage().held(B, LARGE, LATER);

        assertThat(weakest(1)).containsExactly(B);
    }

    @Test
    void whatWasEvictedComesUpNoMore() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, LARGE, LATER);
        index().usage().evicted(A);

        assertAbsent(index().usage().find(A));
        assertThat(weakest(10)).containsExactly(B);
    }

    @Test
    void aBlobUsedTwiceOutlivesOneTurnoverAndNotTwo() {
        index().usage().held(A, LARGE, NOON);
        index().usage().used(List.of(A), LATER);
        turnOver(1);
        assertThat(usage(A).uses()).isEqualTo(2);

        turnOver(2);

        assertAbsent(index().usage().find(A));
    }

    /** Ten large blobs come, and so many go that ten are left. */
    private void turnOver(int round) {
        Instant when = LATER.plusSeconds(round);
        IntStream.range(0, 10).forEach(i -> index().usage().held(digest(round + "/" + i), LARGE, when));
        while (index().usage().totals().blobs() > 10) {
            index().usage().evicted(weakest(1).getFirst());
        }
    }

    @Test
    void theClockOutlivesARestart() {
        index().usage().held(A, LARGE, NOON);
        index().usage().evicted(A);
        index().forgetMemory();
        index().usage().held(B, LARGE, NOON);

        assertThat(usage(B).rank()).isEqualTo(2);
    }

    @Test
    void whoIsSparedLetsTheNextGoFirst() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, LARGE, LATER);
        index().usage().spared(A);

        assertThat(weakest(10)).containsExactly(B, A);
        assertThat(usage(A).uses()).isEqualTo(1);
    }

    @Test
    void everybodyMayBeSparedForEver() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, LARGE, LATER);
        for (int i = 0; i < 3; i++) {
            assertThat(weakest(1)).containsExactly(A);
            index().usage().spared(A);
            assertThat(weakest(1)).containsExactly(B);
            index().usage().spared(B);
        }
    }

    @Test
    void whatComesAfterSomeWereSparedIsStillFound() {
        index().usage().held(A, SMALL, NOON);
        index().usage().spared(A);
        index().usage().held(B, LARGE, NOON);

        assertThat(weakest(10)).contains(A, B);
    }

    @Test
    void theSearchGoesOnAfterThoseWhoWerePassedOver() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, LARGE, LATER);
        index().usage().held(C, SMALL, NOON);
        Usage first = usage(A);

        assertThat(digests(index().usage().weakest(Optional.of(first), 10))).containsExactly(B, C);

        index().usage().spared(A);

        assertThat(digests(index().usage().weakest(Optional.of(first), 10))).containsExactly(B, A, C);
    }

    @Test
    void whoIsPassedOverIsFoundAgainThoughOthersWentMeanwhile() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, SMALL, NOON);

        index().usage().evicted(B);

        assertThat(weakest(1)).containsExactly(A);
    }

    @Test
    void whoIsPassedOverIsFoundAgainThoughOthersWereSparedMeanwhile() {
        index().usage().held(A, LARGE, NOON);
        index().usage().held(B, SMALL, NOON);

        index().usage().spared(B);

        assertThat(weakest(1)).containsExactly(A);
    }

    @Test
    void whatIsForgottenTurnsNoClock() {
        index().usage().held(A, SMALL, NOON);
        index().usage().forgotten(A);
        index().usage().held(B, LARGE, NOON);

        assertAbsent(index().usage().find(A));
        assertThat(usage(B).rank()).isEqualTo(1);
    }

    Usage usage(Digest digest) {
        return index().usage().find(digest) instanceof Lookup.Found<Usage> found
                ? found.value()
                : new Usage(digest, -1, -1, Instant.EPOCH, -1);
    }

    List<Digest> weakest(int limit) {
        return digests(index().usage().weakest(Optional.empty(), limit));
    }

    static List<Digest> digests(Lookup<List<Usage>> page) {
        return page instanceof Lookup.Found<List<Usage>> found
                ? found.value().stream().map(Usage::digest).toList()
                : List.of();
    }
}
