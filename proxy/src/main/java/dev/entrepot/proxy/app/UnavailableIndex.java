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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** An index that is not open: everything is unregistered, and serving goes on (design, section 7). */
final class UnavailableIndex {

    private final Throwable cause;

    private UnavailableIndex(Throwable cause) {
        this.cause = cause;
    }

    static IndexPorts because(Throwable cause) {
        UnavailableIndex down = new UnavailableIndex(cause);
        return new IndexPorts(
                down.blobs(), down.links(), down.tags(), down.catalog(), down.usage(), new UnavailableUploads(cause));
    }

    private <T> Lookup<T> unreachable() {
        return Lookup.unreachable(Dependency.INDEX, cause);
    }

    private IndexUnavailableException unwritable() {
        return new IndexUnavailableException("the index is not open", cause);
    }

    private IndexCatalog catalog() {
        return new IndexCatalog() {
            @Override
            public Lookup<SequencedMap<Digest, BlobRecord>> blobs(Optional<Digest> last, int limit) {
                return unreachable();
            }

            @Override
            public Lookup<SequencedMap<Reference.ByDigest, Link>> links(Optional<Reference.ByDigest> last, int limit) {
                return unreachable();
            }

            @Override
            public Lookup<SequencedMap<Reference.ByTag, TagEntry>> tags(Optional<Reference.ByTag> last, int limit) {
                return unreachable();
            }
        };
    }

    private BlobIndex blobs() {
        return new BlobIndex() {
            @Override
            public Optional<BlobRecord> ready(Digest digest) {
                return Optional.empty();
            }

            @Override
            public Lookup<BlobRecord> find(Digest digest) {
                return unreachable();
            }

            @Override
            public void put(Digest digest, BlobRecord held) {
                throw unwritable();
            }

            @Override
            public void remove(Digest digest) {
                throw unwritable();
            }
        };
    }

    private BlobLinks links() {
        return new BlobLinks() {
            @Override
            public Optional<Link> ready(Repository repository, Digest digest) {
                return Optional.empty();
            }

            @Override
            public Lookup<Link> find(Repository repository, Digest digest) {
                return unreachable();
            }

            @Override
            public void claim(Repository repository, Map<Digest, Link> claims) {
                throw unwritable();
            }

            @Override
            public void prove(Repository repository, Digest digest, Link proven) {
                throw unwritable();
            }

            @Override
            public void remove(Repository repository, Digest digest) {
                throw unwritable();
            }
        };
    }

    private UsageIndex usage() {
        return new UsageIndex() {
            @Override
            public Lookup<Usage> find(Digest digest) {
                return unreachable();
            }

            @Override
            public void held(Digest digest, long bytes, Instant since) {
                throw unwritable();
            }

            @Override
            public void used(Collection<Digest> digests, Instant at) {
                throw unwritable();
            }

            @Override
            public Lookup<List<Usage>> weakest(Optional<Usage> passed, int limit) {
                return unreachable();
            }

            @Override
            public void spared(Digest digest) {
                throw unwritable();
            }

            @Override
            public void evicted(Digest digest) {
                throw unwritable();
            }

            @Override
            public void forgotten(Digest digest) {
                throw unwritable();
            }

            @Override
            public UsageTotals totals() {
                return UsageTotals.NONE;
            }

            @Override
            public Lookup<List<Usage>> after(Optional<Digest> last, int limit) {
                return unreachable();
            }

            @Override
            public boolean isComplete() {
                return false;
            }

            @Override
            public void setComplete(boolean complete) {
                throw unwritable();
            }
        };
    }

    private TagIndex tags() {
        return new TagIndex() {
            @Override
            public Optional<TagEntry> ready(Reference.ByTag tag) {
                return Optional.empty();
            }

            @Override
            public Lookup<TagEntry> find(Reference.ByTag tag) {
                return unreachable();
            }

            @Override
            public void put(Reference.ByTag tag, TagEntry entry) {
                throw unwritable();
            }

            @Override
            public void remove(Reference.ByTag tag) {
                throw unwritable();
            }
        };
    }
}
