package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.ShortMemory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The links of the index, noting what need not be sent to the bucket because it is one blob: a repository comes to one that
 * lies there or waits to be sent, or brings it again after an eviction, or another node was first.
 */
public final class SparedUploads implements BlobLinks {

    /** Stands for an upstream where a restart has forgotten which it was. */
    public static final String FORGOTTEN = "-";

    /** Hears of bytes that were not sent; must not block or throw. */
    public interface Listener {

        /** @param upstream that brought them, or {@link #FORGOTTEN} */
        void spared(String upstream, long bytes);
    }

    /** Where it looks. */
    public record Sources(BlobLinks links, BlobIndex blobs, UploadQueue queue) {}

    private final Sources sources;
    private final BlobLinks links;
    private final ShortMemory<Digest, String> bringers;
    private final Listener listener;

    /** @param bringers by which upstream a blob came that is being sent */
    public SparedUploads(Sources sources, ShortMemory<Digest, String> bringers, Listener listener) {
        this.sources = sources;
        this.links = sources.links();
        this.bringers = bringers;
        this.listener = listener;
    }

    @Override
    public Optional<Link> ready(Repository repository, Digest digest) {
        return links.ready(repository, digest);
    }

    @Override
    public Lookup<Link> find(Repository repository, Digest digest) {
        return links.find(repository, digest);
    }

    /** What is held already is served through the new repository without being brought again. */
    @Override
    public void claim(Repository repository, Map<Digest, Link> claims) {
        long bytes = claims.keySet().stream()
                .filter(digest -> isNew(repository, digest) && isHeld(digest))
                .mapToLong(digest -> owed(digest).map(UploadEntry::size).orElse(0L))
                .sum();
        links.claim(repository, claims);
        spared(repository.upstream(), bytes);
    }

    /** Of a blob this comes before its registration, which queues it; a manifest is registered, and queued, before. */
    @Override
    public void prove(Repository repository, Digest digest, Link proven) {
        Optional<UploadEntry> owed = proven.role() == Link.Role.BLOB ? owed(digest) : Optional.empty();
        boolean isBrought = isNew(repository, digest) || !isHeld(digest);
        links.prove(repository, digest, proven);
        if (owed.isEmpty()) {
            bringers.put(digest, repository.upstream());
        } else if (isBrought) {
            spared(repository.upstream(), owed.get().size());
        }
    }

    @Override
    public void remove(Repository repository, Digest digest) {
        links.remove(repository, digest);
    }

    /** Tells {@code next} everything, and hears itself of what another node was first to send. */
    public UploadObserver before(UploadObserver next) {
        return new UploadObserver() {
            @Override
            public void attempted(UploadEntry entry, Outcome outcome, long sent, Duration took) {
                if (outcome == Outcome.THERE && entry.item() instanceof UploadItem.Blob blob) {
                    spared(bringers.get(blob.digest()).orElse(FORGOTTEN), entry.size());
                }
                next.attempted(entry, outcome, sent, took);
            }

            @Override
            public void dropped(UploadEntry entry) {
                next.dropped(entry);
            }
        };
    }

    private void spared(String upstream, long bytes) {
        if (bytes > 0) {
            listener.spared(upstream, bytes);
        }
    }

    private boolean isNew(Repository repository, Digest digest) {
        return links.find(repository, digest) instanceof Lookup.Absent<Link>;
    }

    private boolean isHeld(Digest digest) {
        return sources.blobs().find(digest) instanceof Lookup.Found<BlobRecord>;
    }

    /** What lies in the bucket or will; what was given up is neither. */
    private Optional<UploadEntry> owed(Digest digest) {
        return sources.queue().find(new UploadItem.Blob(digest)) instanceof Lookup.Found<UploadEntry> found
                        && !(found.value().standing() instanceof UploadEntry.Failed)
                ? Optional.of(found.value())
                : Optional.empty();
    }
}
