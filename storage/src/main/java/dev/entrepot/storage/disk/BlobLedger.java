package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;

/** What is written down about blobs outside the store. Called while the store holds locks of the blob in question. */
public interface BlobLedger {

    BlobLedger EMPTY = new BlobLedger() {
        @Override
        public long size(Digest digest) {
            return -1;
        }

        @Override
        public void quarantined(Digest digest, long size, String why) {}
    };

    /** Bytes a held blob must have; -1 where nobody knows. Asked when a file is opened; may block. */
    long size(Digest digest);

    /** A file was found damaged and put aside: the blob is not held any more. Must not block or throw. */
    void quarantined(Digest digest, long size, String why);
}
