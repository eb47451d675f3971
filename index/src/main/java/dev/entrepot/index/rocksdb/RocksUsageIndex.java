package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.UsageLedger;
import dev.entrepot.index.record.UsageRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Uses and turns, in the column family {@code access}. No write waits for the disk.
 *
 * <p>Turns are deleted in the order in which they sort, so RocksDB piles up tombstones before the first one that is left.
 * The ledger's cursor lets every search start behind them.
 */
final class RocksUsageIndex implements UsageIndex {

    static final byte[] COMPLETE = "usage-complete".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] YES = {1};
    private static final byte[] NOBODY = {};

    /** Bounds how long a blob that has just come waits for the uses of others to be written. */
    private static final int USES_IN_ONE_WRITE = 128;

    private final RocksDatabase database;
    private final UsageBooks books;

    RocksUsageIndex(RocksDatabase database, UsageBooks books) {
        this.database = database;
        this.books = books;
    }

    @Override
    public Lookup<Usage> find(Digest digest) {
        try {
            Usage usage = books.read(digest);
            return usage == null ? Lookup.absent() : Lookup.found(usage);
        } catch (RocksDBException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        }
    }

    @Override
    public void held(Digest digest, long bytes, Instant since) {
        replacing(digest, (known, ledger) -> {
            if (known == null) {
                return Usage.first(digest, bytes, since, ledger.clock());
            }
            return known.bytes() == bytes ? known : known.withBytes(bytes);
        });
    }

    @Override
    public void used(Collection<Digest> digests, Instant at) {
        Iterator<Digest> rest = digests.iterator();
        while (rest.hasNext()) {
            changing("uses", () -> {
                List<UsageBooks.Move> moves = new ArrayList<>();
                UsageLedger ledger = books.ledger();
                for (int i = 0; i < USES_IN_ONE_WRITE && rest.hasNext(); i++) {
                    Usage known = books.read(rest.next());
                    if (known != null && known.isAnotherUse(at)) {
                        moves.add(new UsageBooks.Move(known, known.usedAgain(at, ledger.clock())));
                    }
                }
                if (!moves.isEmpty()) {
                    books.apply(moves, ledger);
                }
            });
        }
    }

    @Override
    public Lookup<List<Usage>> weakest(Optional<Usage> passed, int limit) {
        List<Usage> found = new ArrayList<>(limit);
        byte[] last = passed.map(UsageRecords::turnKey).orElse(NOBODY);
        byte[] cursor = books.ledger().cursor();
        return page(found, isAfter(last, cursor) ? last : cursor, (key, value) -> {
            if (key[0] != UsageRecords.TURN) {
                return false;
            }
            if (Arrays.equals(key, last)) {
                return true;
            }
            Usage usage = books.read(UsageRecords.digestOf(key));
            // It may have been used since the search began; then its turn comes later.
            if (usage != null && Arrays.equals(UsageRecords.turnKey(usage), key)) {
                found.add(usage);
            }
            return found.size() < limit;
        });
    }

    @Override
    public void spared(Digest digest) {
        passing(digest, Usage::spared);
    }

    @Override
    public void evicted(Digest digest) {
        passing(digest, known -> null);
    }

    /** The clock never goes back, nor past somebody who stays: no search would find him again. */
    private void passing(Digest digest, Function<Usage, @Nullable Usage> change) {
        changing(digest, () -> {
            Usage known = books.read(digest);
            if (known == null) {
                return;
            }
            byte[] turn = UsageRecords.turnKey(known);
            UsageLedger ledger = books.ledger();
            boolean isAhead = isAfter(turn, ledger.cursor()) && isFirst(digest);
            books.apply(
                    List.of(new UsageBooks.Move(known, change.apply(known))), isAhead ? ledger.passing(turn) : ledger);
        });
    }

    private boolean isFirst(Digest digest) {
        return weakest(Optional.empty(), 1) instanceof Lookup.Found<List<Usage>> next
                && !next.value().isEmpty()
                && next.value().getFirst().digest().equals(digest);
    }

    private static boolean isAfter(byte[] turn, byte[] other) {
        return Arrays.compareUnsigned(turn, other) > 0;
    }

    @Override
    public void forgotten(Digest digest) {
        replacing(digest, (known, ledger) -> null);
    }

    private void replacing(Digest digest, BiFunction<@Nullable Usage, UsageLedger, @Nullable Usage> change) {
        changing(digest, () -> {
            Usage known = books.read(digest);
            UsageLedger ledger = books.ledger();
            Usage next = change.apply(known, ledger);
            if (!Objects.equals(known, next)) {
                books.apply(List.of(new UsageBooks.Move(known, next)), ledger);
            }
        });
    }

    @Override
    public UsageTotals totals() {
        return books.ledger().totals();
    }

    @Override
    public Lookup<List<Usage>> after(Optional<Digest> last, int limit) {
        List<Usage> found = new ArrayList<>(limit);
        byte[] start = last.map(UsageRecords::usageKey).orElse(new byte[] {UsageRecords.USAGE});
        return page(found, start, (key, value) -> {
            if (key[0] != UsageRecords.USAGE) {
                return false;
            }
            Digest digest = UsageRecords.digestOf(key);
            Usage usage = last.isPresent() && digest.equals(last.get()) ? null : books.read(digest);
            if (usage != null) {
                found.add(usage);
            }
            return found.size() < limit;
        });
    }

    private interface Page {
        boolean visit(byte[] key, byte[] value) throws RocksDBException, RecordFormatException;
    }

    private Lookup<List<Usage>> page(List<Usage> found, byte[] start, Page page) {
        try {
            database.scanFrom(Family.ACCESS, start, (key, value) -> {
                try {
                    return page.visit(key, value);
                } catch (RecordFormatException e) {
                    return true;
                }
            });
            return Lookup.found(found);
        } catch (RocksDBException e) {
            return Lookup.unreachable(Dependency.INDEX, e);
        }
    }

    @Override
    public boolean isComplete() {
        try {
            return database.get(Family.META, COMPLETE) != null;
        } catch (RocksDBException e) {
            return false;
        }
    }

    @Override
    public void setComplete(boolean complete) {
        try {
            if (complete) {
                database.put(Family.META, COMPLETE, YES);
            } else {
                database.delete(Family.META, COMPLETE);
            }
        } catch (RocksDBException e) {
            throw new IndexUnavailableException("the index cannot record that it is complete", e);
        }
    }

    private void changing(Object what, UsageBooks.Change change) {
        try {
            books.changing(change);
        } catch (RocksDBException e) {
            throw new IndexUnavailableException("the index cannot record the use of " + what, e);
        }
    }
}
