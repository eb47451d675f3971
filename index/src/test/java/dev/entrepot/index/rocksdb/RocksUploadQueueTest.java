package dev.entrepot.index.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadEntry.Stored;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import dev.entrepot.testkit.bucket.UploadQueueContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksUploadQueueTest extends UploadQueueContract {

    private static final long CACHE = 2 << 20;

    private final Path folder;
    private RocksIndex index;

    RocksUploadQueueTest(@TempDir Path folder) throws IndexOpenException {
        this.folder = folder;
        this.index = open(Optional.of("a bucket"));
    }

    private RocksIndex open(Optional<String> bucket) throws IndexOpenException {
        return new RocksIndex(RocksDatabase.open(folder, CACHE), MemoryBounds.DEFAULT, bucket, () -> NOON);
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Override
    protected UploadQueue queue() {
        return index.uploads();
    }

    @Override
    protected void restart() {
        restartFor(Optional.of("a bucket"));
    }

    private void restartFor(Optional<String> bucket) {
        index.close();
        try {
            index = open(bucket);
        } catch (IndexOpenException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBlobIsOwedFromItsRegistrationOn() {
        index.blobs().put(digest(1), new BlobRecord(7, true));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.found(UploadEntry.ofBlob(digest(1), 7, NOON)));
        assertThat(queue().totals()).isEqualTo(new UploadTotals(1, 7, 0, 0, 0));
    }

    @Test
    void whatIsRegisteredWhileAnIndexIsMadeAnewIsLeftToASurvey() {
        index.queueWhatIsRegistered(false);
        index.blobs().put(digest(1), new BlobRecord(7, true));
        index.queueWhatIsRegistered(true);
        index.blobs().put(digest(2), new BlobRecord(8, true));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.absent());
        assertThat(queue().totals()).isEqualTo(new UploadTotals(1, 8, 0, 0, 0));
    }

    @Test
    void aBlobThatLiesThereIsNotOwedWhenItComesBack() {
        index.blobs().put(digest(1), new BlobRecord(7, true));
        UploadEntry stored = UploadEntry.stored(blob(1), 7, new Stored(NOON, ""), Optional.empty());
        queue().put(stored);
        index.blobs().remove(digest(1));

        index.blobs().put(digest(1), new BlobRecord(7, true));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.found(stored));
    }

    @Test
    void withoutABucketNothingIsOwed() {
        restartFor(Optional.empty());

        index.blobs().put(digest(1), new BlobRecord(7, true));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.absent());
    }

    @Test
    void whatIsKnownOfOneBucketSaysNothingOfAnother() {
        queue().put(UploadEntry.stored(blob(1), 7, new Stored(NOON, ""), Optional.empty()));
        queue().setSurveyed(true);

        restartFor(Optional.of("another"));

        assertThat(queue().find(blob(1))).isEqualTo(Lookup.absent());
        assertThat(queue().isSurveyed()).isFalse();
    }

    @Test
    void whoeverOnlyLooksAtAnIndexForgetsNothing() throws IndexOpenException {
        queue().setSurveyed(true);
        index.close();
        new RocksIndex(RocksDatabase.open(folder, CACHE), MemoryBounds.DEFAULT).close();

        index = open(Optional.of("a bucket"));

        assertThat(queue().isSurveyed()).isTrue();
    }

    @Test
    void anIndexThatIsDownIsUnreachable() {
        index.close();

        assertThat(queue().find(blob(1))).isInstanceOf(Lookup.Unreachable.class);
        assertThat(queue().due(NOON, 1)).isInstanceOf(Lookup.Unreachable.class);
    }
}
