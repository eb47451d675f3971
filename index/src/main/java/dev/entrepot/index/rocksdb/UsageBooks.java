package dev.entrepot.index.rocksdb;

import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.UsageLedger;
import dev.entrepot.index.record.UsageRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of {@code access} and the sums over them, which change in one write: a crash leaves both as they were or
 * both as they are to be, and nothing has to be counted again after it.
 *
 * <p>One change at a time; each takes some ten microseconds. This lock is taken last, so that who holds that of a link
 * may come in.
 */
final class UsageBooks {

    private static final Logger LOG = LoggerFactory.getLogger(UsageBooks.class);
    private static final byte[] LEDGER = "usage".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final RocksDatabase database;
    private final UsageRecords records = new UsageRecords();
    private final Lock oneAtATime = new ReentrantLock();
    private volatile UsageLedger ledger = UsageLedger.NEW;

    UsageBooks(RocksDatabase database) {
        this.database = database;
        try {
            load();
        } catch (RocksDBException e) {
            LOG.warn("What the held blobs take is not known: {}", e.toString());
        }
    }

    private void load() throws RocksDBException {
        byte[] stored = database.get(Family.META, LEDGER);
        try {
            ledger = stored == null ? UsageLedger.NEW : UsageLedger.decode(stored);
        } catch (RecordFormatException e) {
            LOG.warn("Uses are counted anew, since the sums over them cannot be read: {}", e.getMessage());
            database.write(batch -> {
                batch.deleteRange(Family.ACCESS, new byte[] {UsageRecords.USAGE}, new byte[] {UsageRecords.TURN + 1});
                batch.delete(Family.META, LEDGER);
                batch.delete(Family.META, RocksUsageIndex.COMPLETE);
            });
        }
    }

    UsageLedger ledger() {
        return ledger;
    }

    interface Change {
        void run() throws RocksDBException;
    }

    void changing(Change change) throws RocksDBException {
        oneAtATime.lock();
        try {
            change.run();
        } finally {
            oneAtATime.unlock();
        }
    }

    @Nullable
    Usage read(Digest digest) throws RocksDBException {
        byte[] stored = database.get(Family.ACCESS, UsageRecords.usageKey(digest));
        if (stored == null) {
            return null;
        }
        try {
            return records.decode(digest, stored);
        } catch (RecordFormatException e) {
            LOG.warn("The uses of {} are counted anew: {}", digest, e.getMessage());
            return null;
        }
    }

    /** What was known of a blob, and what is to be known; either may be missing. */
    record Move(@Nullable Usage before, @Nullable Usage after) {

        Digest digest() {
            return Objects.requireNonNull(before != null ? before : after).digest();
        }

        boolean isOfSameSize() {
            return before != null && after != null && before.bytes() == after.bytes();
        }
    }

    /** All in one write. Only inside {@link #changing}. */
    void apply(List<Move> moves, UsageLedger next) throws RocksDBException {
        UsageTotals totals = next.totals();
        for (Move move : moves) {
            totals = moved(totals, move);
        }
        UsageLedger changed = next.with(totals);
        database.write(batch -> {
            for (Move move : moves) {
                put(batch, move);
            }
            batch.put(Family.META, LEDGER, changed.encode());
        });
        ledger = changed;
    }

    private UsageTotals moved(UsageTotals totals, Move move) throws RocksDBException {
        if (move.isOfSameSize()) {
            return totals;
        }
        int links = links(move.digest());
        UsageTotals without =
                move.before() == null ? totals : totals.minus(move.before().bytes(), links);
        return move.after() == null ? without : without.plus(move.after().bytes(), links);
    }

    private void put(RocksDatabase.Batch batch, Move move) throws RocksDBException {
        Usage before = move.before();
        Usage after = move.after();
        if (before != null) {
            batch.delete(Family.ACCESS, UsageRecords.turnKey(before));
        }
        byte[] key = UsageRecords.usageKey(move.digest());
        if (after != null) {
            batch.put(Family.ACCESS, key, records.encode(after));
            batch.put(Family.ACCESS, UsageRecords.turnKey(after), NOTHING);
        } else {
            batch.delete(Family.ACCESS, key);
        }
    }

    /** A link comes or goes, together with what follows from it here. */
    void linked(Digest digest, int by, RocksDatabase.Write link) throws RocksDBException {
        changing(() -> {
            int before = links(digest);
            int after = Math.max(0, before + by);
            Usage held = read(digest);
            UsageLedger changed = held == null
                    ? ledger
                    : ledger.with(ledger.totals().minus(held.bytes(), before).plus(held.bytes(), after));
            database.write(batch -> {
                link.fill(batch);
                putLinks(batch, digest, after);
                if (held != null) {
                    batch.put(Family.META, LEDGER, changed.encode());
                }
            });
            ledger = changed;
        });
    }

    private int links(Digest digest) throws RocksDBException {
        byte[] stored = database.get(Family.ACCESS, UsageRecords.linksKey(digest));
        try {
            return stored == null ? 0 : records.decodeLinks(stored);
        } catch (RecordFormatException e) {
            LOG.warn("The links to {} are counted anew: {}", digest, e.getMessage());
            return 0;
        }
    }

    private void putLinks(RocksDatabase.Batch batch, Digest digest, int links) throws RocksDBException {
        byte[] key = UsageRecords.linksKey(digest);
        if (links == 0) {
            batch.delete(Family.ACCESS, key);
        } else {
            batch.put(Family.ACCESS, key, records.encodeLinks(links));
        }
    }
}
