package dev.entrepot.index.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksDatabaseTest {

    private static final long CACHE = RocksIndexUnderTest.CACHE;

    @Test
    void openingMakesTheFolderAndAllColumnFamilies(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("state/index");
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            assertThat(database.isNew()).isTrue();
        }

        try (Options options = new Options()) {
            assertThat(RocksDB.listColumnFamilies(options, folder.toString()))
                    .extracting(name -> new String(name, UTF_8))
                    .containsExactlyInAnyOrder("default", "blobs", "links", "tags", "access", "uploads", "meta");
        }
    }

    @Test
    void itIsNewOnlyOnce(@TempDir Path folder) throws Exception {
        RocksDatabase.open(folder, CACHE).close();

        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            assertThat(database.isNew()).isFalse();
        }
    }

    @Test
    void aSecondHandleIsRefusedAsLocked(@TempDir Path folder) throws Exception {
        try (RocksDatabase first = RocksDatabase.open(folder, CACHE)) {
            IndexOpenException refused = refusal(folder);

            assertThat(refused.reason()).isEqualTo(Reason.LOCKED);
            assertThat(refused.folder()).isEqualTo(folder);
            assertThat(refused).hasCauseInstanceOf(RocksDBException.class);
            assertThat(first.get(Family.META, Schema.KEY)).isNotNull();
        }
    }

    @Test
    void aFolderThatIsAFileIsUnavailable(@TempDir Path parent) throws Exception {
        Path file = Files.writeString(parent.resolve("index"), "not a folder");

        assertThat(refusal(file).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void anOverwrittenManifestIsCorrupt(@TempDir Path folder) throws Exception {
        RocksDatabase.open(folder, CACHE).close();
        overwrite(folder, "MANIFEST-");

        assertThat(refusal(folder).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void aLostManifestIsCorrupt(@TempDir Path folder) throws Exception {
        RocksDatabase.open(folder, CACHE).close();
        for (Path manifest : files(folder, "MANIFEST-")) {
            Files.delete(manifest);
        }

        assertThat(refusal(folder).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void aTruncatedTableIsCorrupt(@TempDir Path folder) throws Exception {
        writeTables(folder);
        for (Path table : files(folder, ".sst")) {
            byte[] bytes = Files.readAllBytes(table);
            Files.write(table, Arrays.copyOf(bytes, bytes.length / 2));
        }

        assertThat(refusal(folder).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void anOverwrittenTableIsCorrupt(@TempDir Path folder) throws Exception {
        writeTables(folder);
        overwrite(folder, ".sst");

        assertThat(refusal(folder).reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void anUnknownColumnFamilyIsFromANewerOne(@TempDir Path folder) throws Exception {
        RocksDatabase.open(folder, CACHE).close();
        try (DatabaseOptions options = new DatabaseOptions(CACHE)) {
            List<ColumnFamilyDescriptor> families = new ArrayList<>(options.families());
            families.add(new ColumnFamilyDescriptor("chunks".getBytes(UTF_8)));
            RocksDB.open(options.database(), folder.toString(), families, new ArrayList<>())
                    .close();
        }

        IndexOpenException refused = refusal(folder);
        assertThat(refused.reason()).isEqualTo(Reason.NEWER);
        assertThat(refused).hasMessageContaining("[chunks]").hasMessageContaining(folder.toString());
    }

    @Test
    void aRefusalLeavesNoLockBehind(@TempDir Path folder) throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            assertThat(refusal(folder).folder()).isEqualTo(database.folder());
        }

        RocksDatabase.open(folder, CACHE).close();
    }

    @Test
    void everyCallIntoAClosedDatabaseFailsAndTheProcessLives(@TempDir Path folder) throws Exception {
        RocksDatabase database = RocksDatabase.open(folder, CACHE);
        database.close();
        database.close();
        byte[] key = {1};

        assertClosed(() -> database.get(Family.BLOBS, key));
        assertClosed(() -> database.put(Family.BLOBS, key, key));
        assertClosed(() -> database.delete(Family.BLOBS, key));
        assertClosed(() -> database.scan(Family.BLOBS, key, (k, v) -> {}));
        assertClosed(database::sync);
    }

    @Test
    void closingWaitsForTheCallsUnderWay(@TempDir Path folder) throws Exception {
        RocksDatabase database = RocksDatabase.open(folder, CACHE);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> scan = threads.submit(() -> {
                database.scan(Family.META, new byte[0], (key, value) -> {
                    inside.countDown();
                    await(goOn);
                    assertThat(database.get(Family.META, key)).isEqualTo(value);
                });
                return null;
            });
            await(inside);
            Future<?> close = threads.submit(database::close);

            assertThat(close.isDone()).isFalse();
            goOn.countDown();
            scan.get(10, TimeUnit.SECONDS);
            close.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aScanVisitsOnlyItsPrefixAndInKeyOrder(@TempDir Path folder) throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            for (String key : List.of("b/2", "a/1", "c/1", "b/1", "b0")) {
                database.put(Family.ACCESS, key.getBytes(UTF_8), key.getBytes(UTF_8));
            }
            List<String> seen = new ArrayList<>();
            database.scan(Family.ACCESS, "b/".getBytes(UTF_8), (key, value) -> seen.add(new String(value, UTF_8)));

            assertThat(seen).containsExactly("b/1", "b/2");
        }
    }

    @Test
    void aCacheTooSmallToWorkWithIsRefused(@TempDir Path folder) {
        assertThatIllegalArgumentException().isThrownBy(() -> RocksDatabase.open(folder, RocksDatabase.MIN_CACHE - 1));
    }

    @Test
    void theSmallestCacheWorks(@TempDir Path folder) throws Exception {
        try (RocksDatabase database = RocksDatabase.open(folder, RocksDatabase.MIN_CACHE)) {
            byte[] value = new byte[1000];
            for (int i = 0; i < 5_000; i++) {
                database.put(Family.BLOBS, Integer.toString(i).getBytes(UTF_8), value);
            }
            assertThat(database.get(Family.BLOBS, "4321".getBytes(UTF_8))).isEqualTo(value);
        }
    }

    private static void writeTables(Path folder) throws Exception {
        RocksDatabase.open(folder, CACHE).close();
        try (DatabaseOptions options = new DatabaseOptions(CACHE);
                FlushOptions flush = new FlushOptions()) {
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB rocks = RocksDB.open(options.database(), folder.toString(), options.families(), handles)) {
                for (int i = 0; i < 1_000; i++) {
                    rocks.put(handles.get(1), Integer.toString(i).getBytes(UTF_8), new byte[100]);
                }
                rocks.flush(flush, handles);
            }
        }
    }

    private static IndexOpenException refusal(Path folder) {
        return catchThrowableOfType(
                IndexOpenException.class,
                () -> RocksDatabase.open(folder, CACHE).close());
    }

    private static void overwrite(Path folder, String name) throws Exception {
        for (Path file : files(folder, name)) {
            byte[] noise = new byte[(int) Files.size(file)];
            Arrays.fill(noise, (byte) 0x5a);
            Files.write(file, noise);
        }
    }

    private static List<Path> files(Path folder, String name) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found = all.filter(file -> file.getFileName().toString().contains(name))
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatExceptionOfType(RocksDBException.class).isThrownBy(call).withMessageContaining("closed");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
