package dev.entrepot.proxy.app;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.index.rocksdb.RocksIndex;

/** The registration index, whatever it is today. */
record IndexPorts(
        BlobIndex blobs, BlobLinks links, TagIndex tags, IndexCatalog catalog, UsageIndex usage, UploadQueue uploads) {

    static IndexPorts of(RocksIndex index) {
        return new IndexPorts(
                index.blobs(), index.links(), index.tags(), index.catalog(), index.usage(), index.uploads());
    }
}
