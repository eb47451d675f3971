package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.disk.BlobLedger;

/** What the index says a blob's size is, for the store to compare with. */
final class IndexedSizes implements BlobLedger {

    private final BlobIndex blobs;

    IndexedSizes(BlobIndex blobs) {
        this.blobs = blobs;
    }

    @Override
    public long size(Digest digest) {
        return blobs.find(digest) instanceof Lookup.Found<BlobRecord> held
                ? held.value().size()
                : -1;
    }

    /** The record stays: it says who may have the blob, which is fetched again when somebody asks. */
    @Override
    public void quarantined(Digest digest, long size, String why) {}
}
