package dev.entrepot.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.discovery.ListAnswer.Listed;
import dev.entrepot.core.discovery.ListAnswer.Standing;
import dev.entrepot.core.discovery.ListAnswer.Unavailable;
import dev.entrepot.core.discovery.ListAnswer.Unknown;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long lists are believed, and what stands in for one that cannot be had. */
class TagListsTest {

    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration MAX_STALE = Duration.ofDays(7);

    private final IOException down = new IOException("down");
    private final ManualTime time = new ManualTime();
    private final InMemoryRecords records = new InMemoryRecords();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger walks = new AtomicInteger();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Lookup<List<String>> answer = Lookup.found(List.of("1", "2"));
    private Executor background = Runnable::run;
    private FreshnessPolicy policy = new FreshnessPolicy(TTL, MAX_STALE);
    private final ListMemories<Repository, String> memories = memories();
    private final TagLists lists = new TagLists(means(), memories);

    private ListMeans means() {
        ListSource source = new ListSource() {
            @Override
            public Lookup<List<String>> tags(Repository repository, Deadline deadline) {
                asked.incrementAndGet();
                return answer;
            }

            @Override
            public Lookup<List<Referrer>> referrers(Repository repository, Digest subject, Deadline deadline) {
                throw new IllegalStateException("nobody asks for referrers here");
            }
        };
        return new ListMeans(source, walked(), records, upstream -> policy, time, task -> background.execute(task));
    }

    private ListMemories<Repository, String> memories() {
        return new ListMemories<>(
                new ExpiringMemory<>(Duration.ofDays(365), time),
                new ExpiringMemory<>(Duration.ofSeconds(10), time),
                new ExpiringMemory<>(Duration.ofSeconds(10), time),
                new ExpiringMemory<>(Duration.ofSeconds(10), time));
    }

    /** What is held, and how often it was walked through. */
    private RepositoryCatalog walked() {
        return new RepositoryCatalog() {
            @Override
            public List<Repository> repositories() throws IOException {
                return records.repositories();
            }

            @Override
            public List<Digest> manifests(Repository repository) throws IOException {
                return records.manifests(repository);
            }

            @Override
            public List<Reference.ByTag> tags(Repository repository) throws IOException {
                walks.incrementAndGet();
                return records.tags(repository);
            }
        };
    }

    private ListAnswer<String> list() {
        return lists.list(ALPINE, Deadline.after(Duration.ofSeconds(20)));
    }

    private static Listed<String> listed(Standing standing, String... tags) {
        return new Listed<>(List.of(tags), standing);
    }

    private void hold(String tag, Duration checkedAgo) throws IOException {
        records.putTag(
                new Reference.ByTag(ALPINE, tag),
                TagEntry.first(Digest.sha256(new byte[] {1}), time.instant().minus(checkedAgo)));
    }

    @Test
    void aListIsBelievedForAMinuteAtMost() {
        assertThat(list()).isEqualTo(listed(Standing.FETCHED, "1", "2"));
        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(list()).isEqualTo(listed(Standing.REMEMBERED, "1", "2"));

        time.advance(Duration.ofNanos(1));
        answer = Lookup.found(List.of("1"));

        assertThat(list()).isEqualTo(listed(Standing.FETCHED, "1"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aListIsBelievedNoLongerThanATag() {
        policy = new FreshnessPolicy(Duration.ZERO, MAX_STALE);
        list();

        assertThat(list()).isEqualTo(listed(Standing.FETCHED, "1", "2"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aRefusalIsBelievedForSecondsAndNeverAnsweredFromWhatWasSaidBefore() {
        list();
        time.advance(TTL);
        answer = Lookup.denied();

        assertThat(list()).isEqualTo(new Unknown<>(Lookup.Refusal.DENIED));
        assertThat(list()).isEqualTo(new Unknown<>(Lookup.Refusal.DENIED));
        assertThat(asked).hasValue(2);

        time.advance(Duration.ofSeconds(10));
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);
        assertThat(list()).isEqualTo(new Unavailable<>(down));
    }

    @Test
    void anUpstreamThatIsDownIsAskedEveryTenSecondsWhileItsLastListIsServed() {
        list();
        time.advance(TTL);
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);

        assertThat(list()).isEqualTo(listed(Standing.STALE, "1", "2"));
        assertThat(list()).isEqualTo(listed(Standing.STALE, "1", "2"));
        assertThat(asked).hasValue(2);

        time.advance(Duration.ofSeconds(10));
        assertThat(list()).isEqualTo(listed(Standing.STALE, "1", "2"));
        assertThat(asked).hasValue(3);
    }

    @Test
    void aListIsNotServedBeyondTheTimeATagMayBeStale() {
        list();
        time.advance(MAX_STALE.plusNanos(1));
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);

        assertThat(list()).isEqualTo(new Unavailable<>(down));
    }

    @Test
    void withoutALastListTheTagsThatCanStillBePulledAreListed() throws IOException {
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);
        hold("b", Duration.ofDays(1));
        hold("a", MAX_STALE);
        hold("old", MAX_STALE.plusSeconds(1));

        assertThat(list()).isEqualTo(listed(Standing.HELD, "a", "b"));
    }

    @Test
    void whatIsHeldIsWalkedThroughEveryTenSecondsHoweverManyAsk() throws IOException {
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);
        hold("a", Duration.ofDays(1));
        for (int i = 0; i < 5; i++) {
            assertThat(list()).isEqualTo(listed(Standing.HELD, "a"));
        }
        assertThat(walks).hasValue(1);
        hold("b", Duration.ofDays(1));

        time.advance(Duration.ofSeconds(10));

        assertThat(list()).isEqualTo(listed(Standing.HELD, "a", "b"));
        assertThat(walks).hasValue(2);
    }

    @Test
    void whatIsHeldIsForgottenWithTheRest() throws IOException {
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);
        hold("a", Duration.ofDays(1));
        list();
        hold("b", Duration.ofDays(1));

        memories.forgetIf(ALPINE::equals);

        assertThat(list()).isEqualTo(listed(Standing.HELD, "a", "b"));
    }

    @Test
    void whatIsHeldOfAnotherRepositoryIsNotListed() throws IOException {
        answer = Lookup.unreachable(Dependency.UPSTREAM, down);
        records.putTag(
                new Reference.ByTag(new Repository("docker.io", "someone/else"), "theirs"),
                TagEntry.first(Digest.sha256(new byte[] {1}), time.instant()));

        assertThat(list()).isEqualTo(new Unavailable<>(down));
    }

    /** A list of hundreds of pages takes longer than a client waits. */
    @Test
    void aQuestionGoesOnWithoutWhoAskedItAndTheNextOneHasTheAnswer() throws IOException {
        background = waiting::add;
        hold("a", Duration.ofDays(1));

        ListAnswer<String> late = lists.list(ALPINE, Deadline.after(Duration.ZERO));
        ListAnswer<String> alsoLate = lists.list(ALPINE, Deadline.after(Duration.ZERO));
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        // Not what is held: the upstream is there, and its list is another one.
        assertThat(List.of(late, alsoLate)).allMatch(Unavailable.class::isInstance);
        assertThat(list()).isEqualTo(listed(Standing.REMEMBERED, "1", "2"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aQuestionThatCannotBeBegunIsAFailureAndTheNextOneIsAsked() {
        background = task -> {
            throw new RejectedExecutionException("shutting down");
        };
        assertThat(list()).isInstanceOf(Unavailable.class);

        background = Runnable::run;
        assertThat(list()).isEqualTo(listed(Standing.FETCHED, "1", "2"));
    }
}
