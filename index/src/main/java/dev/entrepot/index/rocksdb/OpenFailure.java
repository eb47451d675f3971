package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells from RocksDB's error why an index did not open. */
final class OpenFailure {

    private OpenFailure() {}

    static IndexOpenException of(RocksDBException error, Path folder) {
        List<String> unknown = unknownFamilies(folder);
        if (!unknown.isEmpty()) {
            String what = "a newer entrepot has written it; this build does not know its column families " + unknown;
            return new IndexOpenException(Reason.NEWER, folder, what, error);
        }
        return new IndexOpenException(reason(error, folder), folder, String.valueOf(error.getMessage()), error);
    }

    private static Reason reason(RocksDBException error, Path folder) {
        String message = String.valueOf(error.getMessage());
        return switch (code(error)) {
            case Corruption -> Reason.CORRUPT;
            // RocksDB has no code for a lock that is held, nor for a file of its own that is gone.
            case IOError ->
                message.contains(folder.resolve("LOCK").toString())
                        ? Reason.LOCKED
                        : message.contains("No such file") ? Reason.CORRUPT : Reason.UNAVAILABLE;
            default -> Reason.UNAVAILABLE;
        };
    }

    private static Status.Code code(RocksDBException error) {
        @Nullable Status status = error.getStatus();
        return status == null ? Status.Code.Undefined : status.getCode();
    }

    private static List<String> unknownFamilies(Path folder) {
        Set<String> known = Arrays.stream(Family.values())
                .map(family -> new String(family.storedName(), UTF_8))
                .collect(Collectors.toSet());
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, folder.toString()).stream()
                    .map(name -> new String(name, UTF_8))
                    .filter(name -> !known.contains(name))
                    .toList();
        } catch (RocksDBException unreadable) {
            return List.of();
        }
    }
}
