package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The column families. All are made when the index is, so that the format need not change when they fill. */
enum Family {
    /** RocksDB insists on it; it stays empty. */
    DEFAULT("default"),
    BLOBS("blobs"),
    LINKS("links"),
    TAGS("tags"),
    /** Recency, for eviction. */
    ACCESS("access"),
    /** The write-back queue of the bucket. */
    UPLOADS("uploads"),
    /** The schema version. */
    META("meta");

    private final String storedName;

    Family(String storedName) {
        this.storedName = storedName;
    }

    byte[] storedName() {
        return storedName.getBytes(UTF_8);
    }
}
