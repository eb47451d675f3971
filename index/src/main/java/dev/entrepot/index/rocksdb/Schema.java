package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * The version of what lies in the column families, as decimal text under {@code schema} in {@code meta}.
 *
 * <p>A new field in a record needs no new version, nor does a new format of one record (each carries its own); a change
 * of keys does.
 *
 * @param version what this build reads and writes; at least 1
 * @param migrations one for each older version that can be brought up
 */
record Schema(int version, List<Migration> migrations) {

    static final Schema CURRENT = new Schema(2, List.of(new CountLinks()));

    static final byte[] KEY = "schema".getBytes(US_ASCII);

    Schema {
        migrations = List.copyOf(migrations);
    }

    /** Rewrites records of version {@code from} as {@code from + 1}. It may be cut short, and is then run again. */
    interface Migration {
        int from();

        void apply(RocksDatabase database) throws RocksDBException;
    }

    void apply(RocksDatabase database) throws RocksDBException, IndexOpenException {
        byte[] stored = database.get(Family.META, KEY);
        if (stored == null) {
            write(version, database);
            return;
        }
        int found = parse(stored, database);
        if (found > version) {
            throw new IndexOpenException(
                    Reason.NEWER,
                    database.folder(),
                    "it has schema version " + found + ", this build knows up to " + version
                            + "; run the entrepot that wrote it, or move the folder away and let it be rebuilt");
        }
        for (int from = found; from < version; from++) {
            migrationFrom(from, database).apply(database);
            write(from + 1, database);
        }
    }

    private Migration migrationFrom(int from, RocksDatabase database) throws IndexOpenException {
        for (Migration migration : migrations) {
            if (migration.from() == from) {
                return migration;
            }
        }
        throw new IndexOpenException(
                Reason.CORRUPT,
                database.folder(),
                "it has schema version " + from + ", from which there is no way up; let it be rebuilt");
    }

    private static int parse(byte[] stored, RocksDatabase database) throws IndexOpenException {
        String text = new String(stored, US_ASCII);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IndexOpenException(Reason.CORRUPT, database.folder(), "its schema version is '" + text + "'", e);
        }
    }

    /** The only write that waits for the disk: what follows relies on it. */
    private static void write(int version, RocksDatabase database) throws RocksDBException {
        database.put(Family.META, KEY, Integer.toString(version).getBytes(US_ASCII));
        database.sync();
    }
}
