package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.index.record.LinkKey;
import dev.entrepot.index.record.LinkRecords;
import dev.entrepot.testkit.index.IndexUnderTest;
import dev.entrepot.testkit.index.UsageIndexContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksUsageIndexTest extends UsageIndexContract {

    private static final long CACHE = RocksIndexUnderTest.CACHE;
    private static final Digest LAYER = Digest.sha256(new byte[] {1});

    @Override
    protected IndexUnderTest start(Path folder) throws IndexOpenException {
        return new RocksIndexUnderTest(folder);
    }

    @Test
    void linksOfTheFirstVersionAreCountedOnTheWayUp(@TempDir Path old) throws Exception {
        try (RocksDatabase database = RocksDatabase.open(old, CACHE, new Schema(1, List.of()))) {
            database.put(Family.LINKS, key("library/alpine"), new byte[0]);
            database.put(Family.LINKS, key("library/debian"), new byte[0]);
        }
        try (RocksIndex brought = new RocksIndex(RocksDatabase.open(old, CACHE), MemoryBounds.DEFAULT)) {
            brought.usage().held(LAYER, 10, Instant.EPOCH);

            assertThat(brought.usage().totals()).isEqualTo(new UsageTotals(1, 10, 20));
        }
    }

    private static byte[] key(String path) {
        return new LinkRecords().key(new LinkKey(new Repository("docker.io", path), LAYER));
    }

    @Test
    void aLedgerThatCannotBeReadLetsEverythingBeCountedAnew(@TempDir Path folder) throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            RocksIndex index = new RocksIndex(database, MemoryBounds.DEFAULT);
            index.usage().held(LAYER, 10, Instant.EPOCH);
            index.usage().setComplete(true);
            database.put(Family.META, "usage".getBytes(US_ASCII), new byte[] {1, 2, 3});
        }
        try (RocksIndex damaged = new RocksIndex(RocksDatabase.open(folder, CACHE), MemoryBounds.DEFAULT)) {
            assertThat(damaged.usage().isComplete()).isFalse();
            assertThat(damaged.usage().totals()).isEqualTo(UsageTotals.NONE);
            assertThat(damaged.usage().find(LAYER)).isEqualTo(Lookup.absent());
        }
    }
}
