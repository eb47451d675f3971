package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.discovery.ListAnswer.Standing;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.core.pull.SingleFlight;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lists of one kind. One is remembered briefly; past that the upstream is asked, once at a time whoever asks; while it
 * cannot be asked, what it said last is served, or else what is held here. Its own refusal is never answered from either.
 *
 * <p>A list of thousands of tags comes in pages and may take longer than a client waits: the question goes on without
 * it, and the next one who asks finds the answer.
 *
 * @param <K> what a list is of
 * @param <T> what is in it
 */
final class BriefLists<K, T> {

    /** With a copy at hand nobody is kept waiting for an upstream that hangs. */
    private static final Duration PATIENCE_WITH_A_COPY = Duration.ofSeconds(5);

    /** A list of all pages; no client waits so long. */
    private static final Duration QUESTION_LIMIT = Duration.ofMinutes(2);

    private final Contents<K, T> contents;
    private final ListMeans means;
    private final ListMemories<K, T> memories;
    private final SingleFlight<K, ListAnswer<T>> flights = new SingleFlight<>();
    private final SingleFlight<K, List<T>> walks = new SingleFlight<>();

    BriefLists(Contents<K, T> contents, ListMeans means, ListMemories<K, T> memories) {
        this.contents = contents;
        this.means = means;
        this.memories = memories;
    }

    /** What a list is of, who is asked for it, and what is held of it. */
    interface Contents<K, T> {

        Repository repository(K key);

        Lookup<List<T>> ask(K key, Deadline deadline);

        /** Without asking anybody; empty where nothing is held. Reads as many files as the repository has. */
        List<T> held(K key) throws IOException;
    }

    /** The upstream is there, and whoever asked has waited long enough. */
    private static final class StillAskingException extends IOException {

        private static final long serialVersionUID = 1L;

        StillAskingException() {
            super("its upstream is still listing it; ask again in a moment");
        }
    }

    /** Blocks, until the deadline at most. */
    ListAnswer<T> list(K key, Deadline deadline) {
        FreshnessPolicy policy =
                means.freshness().apply(contents.repository(key).upstream()).brief();
        Optional<KeptList<T>> kept = memories.kept().get(key);
        if (kept.isPresent() && policy.isFresh(kept.get().at(), means.clock().instant())) {
            return new ListAnswer.Listed<>(kept.get().entries(), Standing.REMEMBERED);
        }
        Optional<Lookup.Refusal> no = memories.refused().get(key);
        if (no.isPresent()) {
            return new ListAnswer.Unknown<>(no.get());
        }
        Optional<KeptList<T>> usable =
                kept.filter(list -> policy.mayBeStale(list.at(), means.clock().instant()));
        return memories.failed()
                .get(key)
                .flatMap(failure -> instead(key, usable, failure, deadline))
                .orElseGet(() -> asked(key, usable, deadline));
    }

    private ListAnswer<T> asked(K key, Optional<KeptList<T>> usable, Deadline deadline) {
        Deadline patience = usable.isPresent() ? deadline.atMost(PATIENCE_WITH_A_COPY) : deadline;
        ListAnswer<T> answer = flights.launch(
                key,
                means.background(),
                patience,
                () -> ask(key),
                failure -> new ListAnswer.Unavailable<>(failure == null ? new StillAskingException() : failure));
        return answer instanceof ListAnswer.Unavailable<T> down
                ? instead(key, usable, down.cause(), deadline).orElse(answer)
                : answer;
    }

    private ListAnswer<T> ask(K key) {
        return switch (contents.ask(key, Deadline.after(QUESTION_LIMIT))) {
            case Lookup.Found<List<T>> found -> {
                KeptList<T> list = new KeptList<>(found.value(), means.clock().instant());
                memories.kept().put(key, list);
                memories.failed().forget(key);
                yield new ListAnswer.Listed<>(list.entries(), Standing.FETCHED);
            }
            case Lookup.Absent<List<T>> absent -> {
                memories.refused().put(key, absent.refusal());
                memories.kept().forget(key);
                yield new ListAnswer.Unknown<>(absent.refusal());
            }
            case Lookup.Unreachable<List<T>> down -> {
                memories.failed().put(key, down.cause());
                yield new ListAnswer.Unavailable<>(down.cause());
            }
        };
    }

    /** An upstream that takes long is there, and what is held must not pass for what it has. */
    private Optional<ListAnswer<T>> instead(K key, Optional<KeptList<T>> usable, Throwable failure, Deadline deadline) {
        if (usable.isPresent()) {
            return Optional.of(new ListAnswer.Listed<>(usable.get().entries(), Standing.STALE));
        }
        return failure instanceof StillAskingException ? Optional.empty() : held(key, deadline);
    }

    /** Walked through once for all who ask within seconds. */
    private Optional<ListAnswer<T>> held(K key, Deadline deadline) {
        List<T> held = memories.held().get(key).orElseGet(() -> walks.fly(key, deadline, () -> walked(key), List::of));
        return held.isEmpty() ? Optional.empty() : Optional.of(new ListAnswer.Listed<>(held, Standing.HELD));
    }

    private List<T> walked(K key) {
        try {
            List<T> held = List.copyOf(contents.held(key));
            memories.held().put(key, held);
            return held;
        } catch (IOException e) {
            return List.of();
        }
    }
}
