package dev.entrepot.index.rocksdb;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.record.LinkRecords;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.UsageRecords;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Version 2 counts the links to each digest. Begins anew when it was cut short. */
final class CountLinks implements Schema.Migration {

    private static final Logger LOG = LoggerFactory.getLogger(CountLinks.class);

    @Override
    public int from() {
        return 1;
    }

    @Override
    public void apply(RocksDatabase database) throws RocksDBException {
        database.write(batch ->
                batch.deleteRange(Family.ACCESS, new byte[] {UsageRecords.LINKS}, new byte[] {UsageRecords.LINKS + 1}));
        UsageRecords records = new UsageRecords();
        database.scan(Family.LINKS, new byte[0], (key, value) -> {
            try {
                count(database, records, LinkRecords.digestOf(key));
            } catch (RecordFormatException e) {
                LOG.warn("A link is not counted: {}", e.getMessage());
            }
        });
    }

    private static void count(RocksDatabase database, UsageRecords records, Digest digest)
            throws RocksDBException, RecordFormatException {
        byte[] key = UsageRecords.linksKey(digest);
        byte[] stored = database.get(Family.ACCESS, key);
        int counted = stored == null ? 0 : records.decodeLinks(stored);
        database.put(Family.ACCESS, key, records.encodeLinks(counted + 1));
    }
}
