package dev.entrepot.testkit.index;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registration index that forgets when it is dropped, can fail on demand, and tells what it was asked. Thread-safe.
 *
 * <p>As in the real one, what is in memory stays {@code ready} while the index is down; {@link #forgetMemory} takes that
 * away too.
 */
public final class InMemoryIndex {

    private final FaultyTable<Digest, BlobRecord> blobs = new FaultyTable<>();
    private final FaultyTable<Reference.ByDigest, Link> links = new FaultyTable<>();
    private final FaultyTable<Reference.ByTag, TagEntry> tags = new FaultyTable<>();
    private final InMemoryUsageIndex usage =
            new InMemoryUsageIndex(digest -> links.count(link -> link.digest().equals(digest)));
    private final List<String> operations = new CopyOnWriteArrayList<>();

    public BlobIndex blobs() {
        return new InMemoryBlobIndex(blobs, operations::add);
    }

    public BlobLinks links() {
        return new InMemoryBlobLinks(links, operations::add);
    }

    public TagIndex tags() {
        return new InMemoryTagIndex(tags, operations::add);
    }

    public IndexCatalog catalog() {
        return new InMemoryIndexCatalog(blobs, links, tags);
    }

    /** Not among the {@link #operations}: it is asked when nobody waits. */
    public UsageIndex usage() {
        return usage;
    }

    /** From here on every read is unreachable and every write fails. */
    public void failWith(Throwable cause) {
        fail(cause, cause);
    }

    /** From here on every write fails, as with a full disk: what is there can still be read. */
    public void failWritesWith(Throwable cause) {
        fail(null, cause);
    }

    /** From here on the record of this one's use cannot be found, though it still counts. */
    public void damageUsage(Digest digest) {
        usage.damage(digest);
    }

    public void recover() {
        fail(null, null);
    }

    private void fail(@Nullable Throwable reads, @Nullable Throwable writes) {
        each(table -> table.failWith(reads, writes));
        usage.failWith(reads, writes);
    }

    /** As a restart does: what was written stays, nothing is {@code ready} until it was found again. */
    public void forgetMemory() {
        each(FaultyTable::forgetMemory);
    }

    private void each(Consumer<FaultyTable<?, ?>> action) {
        action.accept(blobs);
        action.accept(links);
        action.accept(tags);
    }

    /**
     * What was asked since the start or {@link #clearOperations}, in order, also what failed, such as {@code blobs.find
     * sha256:…}, {@code links.claim docker.io/library/alpine@sha256:…} (one for each digest, sorted) or {@code tags.put
     * docker.io/library/alpine:latest}. What {@code ready} answers costs nothing and is not told.
     */
    public List<String> operations() {
        return List.copyOf(operations);
    }

    public void clearOperations() {
        operations.clear();
    }
}
