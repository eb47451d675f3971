package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.metrics.HeldReads;
import dev.entrepot.storage.disk.BlobLedger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the index says a blob's size is, for the store to compare with. */
final class IndexedSizes implements BlobLedger {

    private static final Logger LOG = LoggerFactory.getLogger(IndexedSizes.class);

    private final BlobIndex blobs;
    private final UsageIndex usage;
    private final HeldReads reads;

    IndexedSizes(BlobIndex blobs, UsageIndex usage, HeldReads reads) {
        this.blobs = blobs;
        this.usage = usage;
        this.reads = reads;
    }

    @Override
    public long size(Digest digest) {
        return blobs.find(digest) instanceof Lookup.Found<BlobRecord> held
                ? held.value().size()
                : -1;
    }

    /** The record stays, but for its use: it says who may have the blob, which is fetched again when somebody asks. */
    @Override
    public void quarantined(Digest digest, long size, String why) {
        reads.damaged(digest + ": " + why);
        try {
            usage.forgotten(digest);
        } catch (IndexUnavailableException e) {
            LOG.debug("{} counts as held until it is its turn to be evicted", digest, e);
        }
    }
}
