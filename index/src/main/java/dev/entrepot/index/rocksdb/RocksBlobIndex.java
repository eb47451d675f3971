package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.record.BlobRecords;
import java.util.Optional;

/** What we hold, in the column family {@code blobs}. No write waits for the disk: the blobs are the truth. */
final class RocksBlobIndex implements BlobIndex {

    private final CachedFamily<Digest, BlobRecord> blobs;

    /** @param uploads where a blob is owed to the bucket from its registration on */
    RocksBlobIndex(RocksDatabase database, RocksUploadQueue uploads, int maxInMemory) {
        this.blobs =
                new CachedFamily<>(database, Family.BLOBS, new BlobRecords(), maxInMemory, (digest, added, record) -> {
                    if (added == null) {
                        database.write(record);
                    } else {
                        uploads.registering(digest, added.size(), record);
                    }
                });
    }

    @Override
    public Optional<BlobRecord> ready(Digest digest) {
        return blobs.ready(digest);
    }

    @Override
    public Lookup<BlobRecord> find(Digest digest) {
        return blobs.find(digest);
    }

    @Override
    public void put(Digest digest, BlobRecord held) {
        blobs.merge(digest, held, RocksBlobIndex::keepPublic);
    }

    /** What anyone could once have is no secret, whoever fetches it later. */
    private static BlobRecord keepPublic(BlobRecord known, BlobRecord held) {
        return new BlobRecord(held.size(), known.isPublic() || held.isPublic());
    }

    @Override
    public void remove(Digest digest) {
        blobs.remove(digest);
    }
}
