package dev.entrepot.index.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.index.record.BlobRecords;
import dev.entrepot.index.record.LinkKey;
import dev.entrepot.index.record.LinkRecords;
import dev.entrepot.index.record.RecordFormatException;
import dev.entrepot.index.record.RepositoryPrefix;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksIndexTest {

    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Digest LAYER = digest(1);
    private static final Digest MANIFEST = digest(2);
    private static final Link CLAIM = Link.claimedBlob(7, MANIFEST);
    private static final Link PROOF = Link.provenBlob(7, Optional.of(MANIFEST));
    private static final BlobRecord HELD = new BlobRecord(7, true);
    private static final Reference.ByTag LATEST = new Reference.ByTag(ALPINE, "latest");
    private static final TagEntry ENTRY = TagEntry.first(MANIFEST, Instant.parse("2026-11-23T12:00:00Z"));

    private Path parent = Path.of("");

    @BeforeEach
    void chooseFolder(@TempDir Path parent) {
        this.parent = parent;
    }

    @Test
    void everythingIsThereAfterClosingAndOpeningAgain() throws Exception {
        try (RocksIndex index = open("index")) {
            writeAll(index);
        }

        try (RocksIndex index = open("index")) {
            assertAllFound(index);
        }
    }

    @Test
    void everythingIsThereAfterTheProcessDied() throws Exception {
        try (RocksIndex index = open("index")) {
            writeAll(index);
            // What the files hold now is what a process killed at this instant leaves behind.
            copy(parent.resolve("index"), parent.resolve("left behind"));
        }

        try (RocksIndex index = open("left behind")) {
            assertAllFound(index);
        }
    }

    @Test
    void aCutWriteAheadLogOpensWithWhatCameBeforeTheCut() throws Exception {
        try (RocksIndex index = open("index")) {
            writeAll(index);
            index.blobs().put(MANIFEST, HELD);
            copy(parent.resolve("index"), parent.resolve("left behind"));
        }
        cutLogs(parent.resolve("left behind"), 3);

        try (RocksIndex index = open("left behind")) {
            assertAllFound(index);
            assertThat(index.blobs().find(MANIFEST)).isEqualTo(Lookup.absent());
        }
    }

    @Test
    void memoryAnswersWithoutTheDatabase() throws Exception {
        RocksIndex index = open("index");
        writeAll(index);
        index.close();

        assertThat(index.links().ready(ALPINE, LAYER)).contains(PROOF);
        assertThat(index.links().find(ALPINE, LAYER)).isEqualTo(Lookup.found(PROOF));
        assertThat(index.blobs().ready(LAYER)).contains(HELD);
        assertThat(index.tags().ready(LATEST)).contains(ENTRY);
    }

    @Test
    void memoryIsBounded() throws Exception {
        MemoryBounds ten = new MemoryBounds(10, 10, 10);
        try (RocksIndex index = new RocksIndex(database("index"), ten)) {
            for (int i = 0; i < 1_000; i++) {
                index.blobs().put(digest(i), HELD);
            }
            long inMemory = 0;
            for (int i = 0; i < 1_000; i++) {
                inMemory += index.blobs().ready(digest(i)).isPresent() ? 1 : 0;
            }

            assertThat(inMemory).isBetween(1L, 10L);
            assertThat(index.blobs().find(digest(500))).isEqualTo(Lookup.found(HELD));
        }
    }

    @Test
    void anIndexWithoutMemoryStillWorks() throws Exception {
        try (RocksIndex index = new RocksIndex(database("index"), new MemoryBounds(0, 0, 0))) {
            writeAll(index);
            index.links().claim(ALPINE, Map.of(LAYER, CLAIM));

            assertAllFound(index);
        }
    }

    @Test
    void aRecordFromTheFutureIsUnreachableAndSaysSo() throws Exception {
        try (RocksDatabase database = database("index")) {
            database.put(Family.BLOBS, new BlobRecords().key(LAYER), new byte[] {9, (byte) 0xa0});
            RocksIndex index = new RocksIndex(database, MemoryBounds.DEFAULT);

            assertThat(whyUnreachable(index.blobs().find(LAYER)))
                    .isInstanceOf(RecordFormatException.class)
                    .hasMessageContaining("blob record")
                    .hasMessageContaining("format 9");
            assertThat(index.blobs().ready(LAYER)).isEmpty();
        }
    }

    @Test
    void aDamagedLinkIsRepairedByAProofAndNotByAClaim() throws Exception {
        try (RocksDatabase database = database("index")) {
            database.put(Family.LINKS, new LinkRecords().key(new LinkKey(ALPINE, LAYER)), new byte[] {1, 2, 3});
            RocksIndex index = new RocksIndex(database, MemoryBounds.DEFAULT);

            index.links().claim(ALPINE, Map.of(LAYER, CLAIM));
            assertThat(index.links().find(ALPINE, LAYER)).isInstanceOf(Lookup.Unreachable.class);
            index.links().prove(ALPINE, LAYER, PROOF);
            assertThat(index.links().find(ALPINE, LAYER)).isEqualTo(Lookup.found(PROOF));
        }
    }

    @Test
    void aRepositoryIsOneRange() throws Exception {
        try (RocksDatabase database = database("index")) {
            RocksIndex index = new RocksIndex(database, MemoryBounds.DEFAULT);
            for (String path : List.of("library/alpine", "library/alpine-extras", "library/alpine/deep", "library")) {
                index.links().prove(new Repository("docker.io", path), LAYER, PROOF);
                index.links().prove(new Repository("docker.io.example", path), LAYER, PROOF);
            }
            List<ByteBuffer> keys = new ArrayList<>();
            database.scan(Family.LINKS, RepositoryPrefix.of(ALPINE), (key, value) -> keys.add(ByteBuffer.wrap(key)));

            assertThat(keys).containsExactly(ByteBuffer.wrap(new LinkRecords().key(new LinkKey(ALPINE, LAYER))));
        }
    }

    @Test
    void aProofThatSaysNothingNewIsNotWritten() throws Exception {
        RocksIndex index = open("index");
        index.links().prove(ALPINE, LAYER, PROOF);
        index.close();

        // Would fail if it were: the database is closed.
        index.links().prove(ALPINE, LAYER, Link.provenBlob(-1, Optional.empty()));
        assertThat(index.links().ready(ALPINE, LAYER)).contains(PROOF);
    }

    private static @Nullable Throwable whyUnreachable(Lookup<?> answer) {
        return answer instanceof Lookup.Unreachable<?> unreachable && unreachable.dependency() == Dependency.INDEX
                ? unreachable.cause()
                : null;
    }

    private static void writeAll(RocksIndex index) {
        index.blobs().put(LAYER, HELD);
        index.links().claim(ALPINE, Map.of(LAYER, CLAIM, digest(3), CLAIM));
        index.links().prove(ALPINE, LAYER, PROOF);
        index.tags().put(LATEST, ENTRY);
    }

    private static void assertAllFound(RocksIndex index) {
        assertThat(index.blobs().find(LAYER)).isEqualTo(Lookup.found(HELD));
        assertThat(index.links().find(ALPINE, LAYER)).isEqualTo(Lookup.found(PROOF));
        assertThat(index.links().find(ALPINE, digest(3))).isEqualTo(Lookup.found(CLAIM));
        assertThat(index.tags().find(LATEST)).isEqualTo(Lookup.found(ENTRY));
    }

    private RocksIndex open(String folder) throws IndexOpenException {
        return new RocksIndex(database(folder), MemoryBounds.DEFAULT);
    }

    private RocksDatabase database(String folder) throws IndexOpenException {
        return RocksDatabase.open(parent.resolve(folder), RocksIndexUnderTest.CACHE);
    }

    private static Digest digest(int number) {
        return Digest.sha256(ByteBuffer.allocate(4).putInt(number).array());
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void cutLogs(Path folder, int bytes) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                byte[] content = Files.readAllBytes(log);
                Files.write(log, Arrays.copyOf(content, Math.max(0, content.length - bytes)));
            }
        }
    }
}
