package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link dev.entrepot.core.index.UsageIndex} does. */
public abstract class UsageIndexContract extends EvictionOrderContract {

    private static final Digest MANIFEST = digest("manifest");

    @Test
    void whatIsNotHeldIsAbsent() {
        assertAbsent(index().usage().find(A));
        assertThat(index().usage().totals()).isEqualTo(UsageTotals.NONE);
        assertThat(weakest(10)).isEmpty();
    }

    @Test
    void aBlobThatHasJustComeWasUsedOnce() {
        index().usage().held(A, LARGE, NOON);

        assertThat(index().usage().find(A)).isEqualTo(Lookup.found(new Usage(A, 1, 1, NOON, LARGE)));
    }

    @Test
    void usesWithinAMinuteAreOne() {
        index().usage().held(A, LARGE, NOON);
        index().usage().used(List.of(A), LATER.minusMillis(1));

        assertThat(usage(A).uses()).isEqualTo(1);

        index().usage().used(List.of(A), LATER);
        index().usage().used(List.of(A), LATER);

        assertThat(usage(A).uses()).isEqualTo(2);
    }

    @Test
    void useOfWhatIsNotHeldLeavesNothing() {
        index().usage().used(List.of(A), NOON);

        assertAbsent(index().usage().find(A));
    }

    @Test
    void totalsFollowWhatIsHeld() {
        index().usage().held(A, 100, NOON);
        index().usage().held(B, 10, NOON);
        index().usage().held(C, 1, NOON);
        index().usage().evicted(A);
        index().usage().forgotten(B);

        assertThat(index().usage().totals()).isEqualTo(new UsageTotals(1, 1, 1));
    }

    @Test
    void aBlobHeldTwiceCountsOnceWithItsNewSize() {
        index().usage().held(A, 100, NOON);
        index().usage().held(A, 70, LATER);

        assertThat(index().usage().totals()).isEqualTo(new UsageTotals(1, 70, 70));
        assertThat(usage(A).lastUsed()).isEqualTo(NOON);
    }

    @Test
    void totalsOutliveARestart() {
        index().usage().held(A, 100, NOON);
        index().forgetMemory();

        assertThat(index().usage().totals()).isEqualTo(new UsageTotals(1, 100, 100));
    }

    @Test
    void withoutDedupEachRepositoryWouldHaveItsOwn() {
        index().usage().held(A, 100, NOON);
        index().links().prove(ALPINE, A, Link.provenBlob(100, Optional.empty()));
        index().links().claim(OTHER, Map.of(A, Link.claimedBlob(100, MANIFEST)));
        index().links().prove(OTHER, A, Link.provenBlob(100, Optional.empty()));

        assertThat(index().usage().totals()).isEqualTo(new UsageTotals(1, 100, 200));
    }

    @Test
    void linksThatWereThereBeforeTheBlobCountToo() {
        index().links().claim(ALPINE, Map.of(A, Link.claimedBlob(100, MANIFEST)));
        index().links().claim(OTHER, Map.of(A, Link.claimedBlob(100, MANIFEST)));
        index().usage().held(A, 100, NOON);

        assertThat(index().usage().totals().bytesWithoutDedup()).isEqualTo(200);

        index().usage().evicted(A);

        assertThat(index().usage().totals().bytesWithoutDedup()).isZero();
    }

    @Test
    void aLinkThatIsTakenBackCountsNoMore() {
        index().usage().held(A, 100, NOON);
        index().links().prove(ALPINE, A, Link.provenBlob(100, Optional.empty()));
        index().links().prove(OTHER, A, Link.provenBlob(100, Optional.empty()));
        index().links().remove(OTHER, A);
        index().links().remove(OTHER, A);

        assertThat(index().usage().totals().bytesWithoutDedup()).isEqualTo(100);
    }

    @Test
    void racingLinksAreAllCounted() throws Exception {
        index().usage().held(A, 1, NOON);
        race(IntStream.range(0, 8)
                .<Runnable>mapToObj(i -> () -> IntStream.range(0, 25)
                        .forEach(j -> index().links()
                                .claim(new Repository("docker.io", "r" + j), Map.of(A, Link.claimedBlob(1, MANIFEST)))))
                .toList());

        assertThat(index().usage().totals().bytesWithoutDedup()).isEqualTo(25);
    }

    @Test
    void allAreVisitedInPages() {
        List<Digest> all =
                IntStream.range(0, 25).mapToObj(i -> digest("blob " + i)).toList();
        all.forEach(digest -> index().usage().held(digest, 1, NOON));
        List<Digest> visited = new ArrayList<>();
        List<Digest> page = pageAfter(Optional.empty());
        while (!page.isEmpty()) {
            visited.addAll(page);
            page = pageAfter(Optional.of(page.getLast()));
        }

        assertThat(visited).containsExactlyElementsOf(all.stream().sorted().toList());
    }

    private List<Digest> pageAfter(Optional<Digest> last) {
        return digests(index().usage().after(last, 10));
    }

    @Test
    void itIsCompleteFromWhenThatIsSaidUntilItIsTakenBack() {
        assertThat(index().usage().isComplete()).isFalse();
        index().usage().setComplete(true);
        index().forgetMemory();
        assertThat(index().usage().isComplete()).isTrue();
        index().usage().setComplete(false);
        assertThat(index().usage().isComplete()).isFalse();
    }

    @Test
    void anIndexThatIsDownIsUnreachableAndRecordsNothing() {
        index().usage().held(A, 1, NOON);
        index().takeDown();

        assertIndexUnreachable(index().usage().find(A));
        assertIndexUnreachable(index().usage().weakest(Optional.empty(), 1));
        assertIndexUnreachable(index().usage().after(Optional.empty(), 1));
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index().usage().held(B, 1, NOON));
        assertThat(index().usage().totals().blobs()).isEqualTo(1);
    }
}
