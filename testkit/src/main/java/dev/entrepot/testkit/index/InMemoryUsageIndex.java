package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sorts and sums up whenever it is asked, so that it cannot share a mistake with an index that keeps count. */
final class InMemoryUsageIndex implements UsageIndex {

    private static final Comparator<Usage> TURNS =
            Comparator.comparingLong(Usage::rank).thenComparing(Usage::lastUsed).thenComparing(Usage::digest);

    private final TreeMap<Digest, Usage> usages = new TreeMap<>();
    private final ToLongFunction<Digest> links;
    private long clock;
    private boolean complete;
    private @Nullable Digest unreadable;
    private @Nullable Throwable readFailure;
    private @Nullable Throwable writeFailure;

    /** @param links how many repositories link to a digest */
    InMemoryUsageIndex(ToLongFunction<Digest> links) {
        this.links = links;
    }

    synchronized void damage(Digest digest) {
        unreadable = digest;
    }

    @Override
    public synchronized Lookup<Usage> find(Digest digest) {
        if (readFailure != null) {
            return Lookup.unreachable(Dependency.INDEX, readFailure);
        }
        if (digest.equals(unreadable)) {
            return Lookup.unreachable(Dependency.INDEX, new IOException("the record of " + digest + " is damaged"));
        }
        Usage usage = usages.get(digest);
        return usage == null ? Lookup.absent() : Lookup.found(usage);
    }

    @Override
    public synchronized void held(Digest digest, long bytes, Instant since) {
        refuseIfFailing();
        Usage known = usages.get(digest);
        usages.put(digest, known == null ? Usage.first(digest, bytes, since, clock) : known.withBytes(bytes));
    }

    @Override
    public synchronized void used(Collection<Digest> digests, Instant at) {
        refuseIfFailing();
        for (Digest digest : digests) {
            change(digest, known -> known.isAnotherUse(at) ? known.usedAgain(at, clock) : known);
        }
    }

    @Override
    public synchronized Lookup<List<Usage>> weakest(Optional<Usage> passed, int limit) {
        if (readFailure != null) {
            return Lookup.unreachable(Dependency.INDEX, readFailure);
        }
        return Lookup.found(usages.values().stream()
                .sorted(TURNS)
                .filter(usage -> passed.isEmpty() || TURNS.compare(usage, passed.get()) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized void spared(Digest digest) {
        refuseIfFailing();
        change(digest, known -> {
            clock = Math.max(clock, known.rank());
            return known.spared();
        });
    }

    private void change(Digest digest, UnaryOperator<Usage> step) {
        Usage known = usages.get(digest);
        if (known != null) {
            usages.put(digest, step.apply(known));
        }
    }

    @Override
    public synchronized void evicted(Digest digest) {
        refuseIfFailing();
        Usage gone = usages.remove(digest);
        clock = gone == null ? clock : Math.max(clock, gone.rank());
    }

    @Override
    public synchronized void forgotten(Digest digest) {
        refuseIfFailing();
        usages.remove(digest);
    }

    @Override
    public synchronized UsageTotals totals() {
        UsageTotals totals = UsageTotals.NONE;
        for (Usage usage : usages.values()) {
            totals = totals.plus(usage.bytes(), (int) links.applyAsLong(usage.digest()));
        }
        return totals;
    }

    @Override
    public synchronized Lookup<List<Usage>> after(Optional<Digest> last, int limit) {
        if (readFailure != null) {
            return Lookup.unreachable(Dependency.INDEX, readFailure);
        }
        return Lookup.found(usages.values().stream()
                .filter(usage -> last.isEmpty() || usage.digest().compareTo(last.get()) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized boolean isComplete() {
        return complete && readFailure == null;
    }

    @Override
    public synchronized void setComplete(boolean isComplete) {
        refuseIfFailing();
        complete = isComplete;
    }

    private void refuseIfFailing() {
        if (writeFailure != null) {
            throw new IndexUnavailableException("the index cannot record uses", writeFailure);
        }
    }

    synchronized void failWith(@Nullable Throwable reads, @Nullable Throwable writes) {
        readFailure = reads;
        writeFailure = writes;
    }
}
