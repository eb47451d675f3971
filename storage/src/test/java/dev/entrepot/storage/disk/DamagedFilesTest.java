package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.json.QuarantineJson;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that somebody or something damaged after they were stored. */
class DamagedFilesTest extends DiskTest {

    private final byte[] small = Bytes.some(1_000);
    private final Digest smallDigest = Digest.sha256(small);

    @Test
    void aFileShorterThanItsRecordIsPutAside() throws IOException {
        hold(content);
        ledger.register(digest, content.length);
        store.close();
        truncate(40_000);

        assertThat(store.find(digest)).isEqualTo(Lookup.absent());

        assertThat(quarantined())
                .singleElement()
                .satisfies(file -> assertThat(Files.size(file)).isEqualTo(40_000));
        assertThat(ledger.quarantined()).containsExactly(digest);
        assertThat(Files.exists(blobFile())).isFalse();
    }

    @Test
    void aNoteSaysWhatItWasAndWhy() throws IOException {
        hold(content);
        ledger.register(digest, content.length);
        store.close();
        truncate(40_000);
        store.find(digest);

        var note = new QuarantineJson()
                .read(Files.readAllBytes(data.layout().note(quarantined().getFirst())));
        assertThat(note.digest()).isEqualTo(digest);
        assertThat(note.size()).isEqualTo(40_000);
        assertThat(note.why()).contains("40000 bytes, not 100000");
    }

    @Test
    void aFileTruncatedWhileItIsOpenIsNotReadyAndIsPutAside() throws IOException {
        hold(content);
        truncate(40_000);

        assertThat(store.ready(digest)).isEmpty();
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());

        assertThat(ledger.quarantined()).containsExactly(digest);
    }

    @Test
    void aFileThatGrewWhileItIsOpenIsNotReady() throws IOException {
        hold(content);
        try (RandomAccessFile file = new RandomAccessFile(blobFile().toFile(), "rw")) {
            file.setLength(content.length + 1);
        }

        assertThat(store.ready(digest)).isEmpty();
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aFileDeletedByHandIsServedWhileItIsOpenAndAbsentAfterwards() throws IOException {
        hold(content);
        Files.delete(blobFile());

        assertThat(Bytes.of(store.find(digest))).isEqualTo(content);
        store.close();
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
        assertThat(ledger.quarantined()).isEmpty();
    }

    @Test
    void aSmallFileWithOtherBytesIsPutAsideWhenItIsRead() throws IOException {
        hold(small);
        store.close();
        byte[] other = small.clone();
        other[500] ^= 1;
        Files.write(data.layout().blob(smallDigest), other);

        assertThat(store.find(smallDigest)).isEqualTo(Lookup.absent());

        assertThat(quarantined())
                .singleElement()
                .satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(other));
    }

    @Test
    void aSmallFileThatCannotBeReadIsPutAside() throws IOException {
        hold(small);
        store.close();
        files.fail("read", data.layout().blob(smallDigest)::equals, new IOException("Input/output error"));

        assertThat(store.find(smallDigest)).isEqualTo(Lookup.absent());

        assertThat(ledger.quarantined()).containsExactly(smallDigest);
    }

    @Test
    void whatWasReplacedBeforeItCouldBePutAsideStays() throws IOException {
        hold(content);
        store.close();
        AtomicInteger asked = new AtomicInteger();
        BlobLedger mistakenOnce = new BlobLedger() {
            @Override
            public long size(Digest ignored) {
                return asked.getAndIncrement() == 0 ? 7 : content.length;
            }

            @Override
            public void quarantined(Digest wrong, long size, String why) {
                throw new AssertionError(wrong + " " + why);
            }
        };
        try (DiskBlobStore other = new DiskBlobStore(data, SETTINGS, mistakenOnce, Runnable::run)) {
            assertThat(Bytes.of(other.find(digest))).isEqualTo(content);
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsPutAsideIsReadableThroughItsLeasesAndCanArriveAgain() throws IOException {
        hold(content);
        LocalBlob lease = Bytes.lease(store.find(digest));
        store.quarantine(digest, "for a test");

        finish(arriving(0));

        assertThat(Bytes.of(lease)).isEqualTo(content);
        assertThat(Bytes.of(store.find(digest))).isEqualTo(content);
    }

    @Test
    void aFileThatCannotBePutAsideIsDeleted() throws IOException {
        hold(content);
        files.fail("move", path -> true, new IOException("No space left on device"));

        assertThat(store.quarantine(digest, "for a test")).isEqualTo(Lookup.found(100_000L));

        assertThat(Files.exists(blobFile())).isFalse();
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aFileThatCannotBePutAsideNorDeletedIsNotServed() throws IOException {
        hold(content);
        ledger.register(digest, 7);
        store.close();
        IOException readOnly = new IOException("Read-only file system");
        files.fail("move", path -> true, readOnly);
        files.fail("delete", path -> true, readOnly);

        assertThat(store.find(digest)).isEqualTo(Lookup.unreachable(Dependency.DISK, readOnly));
    }

    @Test
    void theQuarantineKeepsTheNewestOnly() throws IOException {
        for (int i = 0; i < Quarantine.MAX_FILES + 5; i++) {
            byte[] bytes = Bytes.some(100 + i);
            hold(bytes);
            store.quarantine(Digest.sha256(bytes), "number " + i);
        }

        assertThat(quarantined()).hasSize(Quarantine.MAX_FILES);
        assertThat(Files.size(quarantined().getFirst())).isEqualTo(105);
        try (Stream<Path> all = Files.list(data.layout().quarantine())) {
            assertThat(all).hasSize(2 * Quarantine.MAX_FILES);
        }
    }

    @Test
    void aTurnedBitIsNotSound() throws IOException {
        hold(content);
        try (RandomAccessFile file = new RandomAccessFile(blobFile().toFile(), "rw")) {
            file.seek(70_000);
            file.write(content[70_000] ^ 1);
        }

        assertThat(store.isSound(digest, Pace.FULL)).isEqualTo(Lookup.found(false));
    }

    @Test
    void whatCannotBeReadToItsEndIsNotSound() throws IOException {
        hold(content);
        files.fail("read", blobFile()::equals, new IOException("Input/output error"));

        assertThat(store.isSound(digest, Pace.FULL)).isEqualTo(Lookup.found(false));
    }

    @Test
    void whoIsInterruptedWhileReadingKnowsNothing() throws IOException {
        hold(content);
        Thread.currentThread().interrupt();

        assertThat(store.isSound(digest, Pace.FULL)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private void hold(byte[] bytes) {
        Bytes.found(store.put(Digest.sha256(bytes), ByteBuffer.wrap(bytes)));
    }

    private void truncate(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(blobFile().toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private List<Path> quarantined() throws IOException {
        try (Stream<Path> all = Files.list(data.layout().quarantine())) {
            return all.filter(data.layout()::isQuarantined).sorted().toList();
        }
    }
}
