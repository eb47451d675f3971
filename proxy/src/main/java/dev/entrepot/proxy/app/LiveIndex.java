package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The registration index through all its changes: it may be lost, be replaced by a new one, and be filled while it is used.
 *
 * <p>While it does not know everything, what it knows holds and what it does not know is not absent: nobody who knows
 * could be asked. So pulls go by the rules of "index down" (design, section 7) for exactly what is still missing.
 */
final class LiveIndex {

    /** Hears, on the thread of whoever asked, of what the index could not do. Must not block. */
    interface Failures {
        void readFailed(Throwable cause);

        /** Something the record files know is not in the index now. */
        void writeFailed(Throwable cause);
    }

    private record State(IndexPorts ports, boolean isComplete, boolean takesWrites) {}

    private final Failures failures;
    private volatile State state;

    LiveIndex(Failures failures) {
        this.failures = failures;
        this.state = new State(UnavailableIndex.because(new IOException("not opened yet")), true, false);
    }

    /** From now on this one; what is absent from one that is not complete is unreachable. */
    void use(IndexPorts ports, boolean isComplete, boolean takesWrites) {
        state = new State(ports, isComplete, takesWrites);
    }

    /** Whether what is learnt now is registered at once. */
    boolean takesWrites() {
        return state.takesWrites();
    }

    IndexPorts ports() {
        return new IndexPorts(
                new Blobs(),
                new Links(),
                new Tags(),
                new Catalog(),
                new Uses(),
                new LiveUploads(
                        () -> state.ports().uploads(),
                        item -> ask(index -> index.uploads().find(item))));
    }

    private <T> Lookup<T> ask(Function<IndexPorts, Lookup<T>> question) {
        State now = state;
        Lookup<T> answer = question.apply(now.ports());
        if (answer instanceof Lookup.Unreachable<T> down) {
            failures.readFailed(down.cause());
        } else if (answer instanceof Lookup.Absent<T> && !now.isComplete()) {
            return Lookup.unreachable(Dependency.INDEX, new IOException("the index does not know everything yet"));
        }
        return answer;
    }

    private void write(Consumer<IndexPorts> change) {
        try {
            change.accept(state.ports());
        } catch (IndexUnavailableException e) {
            failures.writeFailed(e);
            throw e;
        }
    }

    private final class Blobs implements BlobIndex {

        @Override
        public Optional<BlobRecord> ready(Digest digest) {
            return state.ports().blobs().ready(digest);
        }

        @Override
        public Lookup<BlobRecord> find(Digest digest) {
            return ask(index -> index.blobs().find(digest));
        }

        @Override
        public void put(Digest digest, BlobRecord held) {
            write(index -> index.blobs().put(digest, held));
        }

        @Override
        public void remove(Digest digest) {
            write(index -> index.blobs().remove(digest));
        }
    }

    private final class Links implements BlobLinks {

        @Override
        public Optional<Link> ready(Repository repository, Digest digest) {
            return state.ports().links().ready(repository, digest);
        }

        @Override
        public Lookup<Link> find(Repository repository, Digest digest) {
            return ask(index -> index.links().find(repository, digest));
        }

        @Override
        public void claim(Repository repository, Map<Digest, Link> claims) {
            write(index -> index.links().claim(repository, claims));
        }

        @Override
        public void prove(Repository repository, Digest digest, Link proven) {
            write(index -> index.links().prove(repository, digest, proven));
        }

        @Override
        public void remove(Repository repository, Digest digest) {
            write(index -> index.links().remove(repository, digest));
        }
    }

    private final class Tags implements TagIndex {

        @Override
        public Optional<TagEntry> ready(Reference.ByTag tag) {
            return state.ports().tags().ready(tag);
        }

        @Override
        public Lookup<TagEntry> find(Reference.ByTag tag) {
            return ask(index -> index.tags().find(tag));
        }

        @Override
        public void put(Reference.ByTag tag, TagEntry entry) {
            write(index -> index.tags().put(tag, entry));
        }

        @Override
        public void remove(Reference.ByTag tag) {
            write(index -> index.tags().remove(tag));
        }
    }

    /** Uses are no records: what is absent here is absent, and nobody can tell what could not be written. */
    private final class Uses implements UsageIndex {

        private UsageIndex usage() {
            return state.ports().usage();
        }

        private <T> Lookup<T> heard(Lookup<T> answer) {
            if (answer instanceof Lookup.Unreachable<T> down) {
                failures.readFailed(down.cause());
            }
            return answer;
        }

        @Override
        public Lookup<Usage> find(Digest digest) {
            return heard(usage().find(digest));
        }

        @Override
        public void held(Digest digest, long bytes, Instant since) {
            usage().held(digest, bytes, since);
        }

        @Override
        public void used(Collection<Digest> digests, Instant at) {
            usage().used(digests, at);
        }

        @Override
        public Lookup<List<Usage>> weakest(Optional<Usage> passed, int limit) {
            return heard(usage().weakest(passed, limit));
        }

        @Override
        public void spared(Digest digest) {
            usage().spared(digest);
        }

        @Override
        public void evicted(Digest digest) {
            usage().evicted(digest);
        }

        @Override
        public void forgotten(Digest digest) {
            usage().forgotten(digest);
        }

        @Override
        public UsageTotals totals() {
            return usage().totals();
        }

        @Override
        public Lookup<List<Usage>> after(Optional<Digest> last, int limit) {
            return heard(usage().after(last, limit));
        }

        @Override
        public boolean isComplete() {
            return usage().isComplete();
        }

        @Override
        public void setComplete(boolean complete) {
            usage().setComplete(complete);
        }
    }

    private final class Catalog implements IndexCatalog {

        @Override
        public Lookup<SequencedMap<Digest, BlobRecord>> blobs(Optional<Digest> last, int limit) {
            return ask(index -> index.catalog().blobs(last, limit));
        }

        @Override
        public Lookup<SequencedMap<Reference.ByDigest, Link>> links(Optional<Reference.ByDigest> last, int limit) {
            return ask(index -> index.catalog().links(last, limit));
        }

        @Override
        public Lookup<SequencedMap<Reference.ByTag, TagEntry>> tags(Optional<Reference.ByTag> last, int limit) {
            return ask(index -> index.catalog().tags(last, limit));
        }
    }
}
