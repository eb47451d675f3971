package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DiskFaultsTest extends DiskTest {

    private final IOException full = new IOException("No space left on device");
    private final IOException broken = new IOException("Input/output error");

    @Test
    void aBlobThatCannotBeReadIsNotAbsent() {
        store.put(digest, ByteBuffer.wrap(content));
        store.close();
        files.fail("open", blobFile()::equals, broken);

        assertThat(store.find(digest)).isEqualTo(Lookup.unreachable(Dependency.DISK, broken));
    }

    @Test
    void aDiskThatRefusesNewFilesIsUnreachable() throws IOException {
        files.fail("writeAll", path -> true, full);

        assertThat(store.create(intent)).isEqualTo(Lookup.unreachable(Dependency.DISK, full));
        files.heal();
        finish(arriving(0));
    }

    @Test
    void aFullDiskStopsAPutAndLeavesNoLitter() throws IOException {
        files.fail("write", path -> true, full);

        assertThat(store.put(digest, ByteBuffer.wrap(content))).isEqualTo(Lookup.unreachable(Dependency.DISK, full));
        assertThat(ingest()).isEmpty();
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void whatArrivedBeforeTheDiskWasFullIsKept() throws IOException {
        BlobWriter writer = arriving(25_000);
        files.fail("write", path -> true, full);

        assertThatIOException().isThrownBy(() -> append(writer, 25_000, 30_000));
        writer.abort(full);

        assertThat(store.partial(digest)).contains(new Partial(intent, 25_000));
    }

    @Test
    void afterAFailedForceOnlyWhatWasForcedBeforeIsOffered() throws IOException {
        BlobWriter writer = arriving(12_000);
        files.fail("force", path -> true, broken);
        append(writer, 12_000, 30_000);
        files.heal();

        writer.abort(new IOException("connection reset"));

        assertThat(store.partial(digest)).contains(new Partial(intent, 10_000));
    }

    @Test
    void aBlobOfWhichTheDiskLostAPageIsNotCommitted() throws IOException {
        BlobWriter writer = arriving(0);
        files.fail("force", path -> true, broken);
        append(writer, 0, 100_000);
        files.heal();
        writer.verify();

        Throwable refusal = catchThrowable(writer::commit);
        assertThat(refusal).isInstanceOf(IOException.class).hasRootCause(broken);
        writer.abort(refusal);
        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
        assertThat(ingest()).isEmpty();
    }

    @Test
    void aBlobWhoseNameCouldNotBeForcedIsWholeAllTheSame() throws IOException {
        files.fail("forceFolder", path -> true, broken);
        BlobWriter writer = arriving(100_000);
        writer.verify();

        assertThatIOException().isThrownBy(writer::commit).isSameAs(broken);
        writer.abort(broken);

        assertThat(Bytes.of(store.find(digest))).isEqualTo(content);
    }

    @Test
    void abortingNeverThrows() throws IOException {
        BlobWriter writer = arriving(25_000);
        files.dieAfter(0);

        writer.abort(new IOException("connection reset"));

        assertThat(files.isDead()).isTrue();
    }

    @Test
    void anEmptyFileIsNoBlob() throws IOException {
        Files.write(blobFile(), new byte[0]);

        assertThat(store.find(digest)).isEqualTo(Lookup.absent());
        assertThat(Files.exists(blobFile())).isFalse();
    }

    @Test
    void aBlobCutShortByHandIsReplacedWhenItArrivesAgain() throws IOException {
        Files.write(blobFile(), new byte[70_000]);
        Bytes.lease(store.find(digest)).close();

        finish(arriving(0));

        assertThat(Bytes.of(store.find(digest))).isEqualTo(content);
    }

    @Test
    void whatIsHeldAlreadyIsKept() throws IOException {
        BlobWriter writer = arriving(100_000);
        store.put(digest, ByteBuffer.wrap(content));
        Object before = Files.getAttribute(blobFile(), "unix:ino");

        finish(writer);

        assertThat(Files.getAttribute(blobFile(), "unix:ino")).isEqualTo(before);
        assertThat(ingest()).isEmpty();
    }

    @Test
    void aBlobIsWrittenByOneAtATime() throws IOException {
        BlobWriter writer = arriving(25_000);

        assertThat(store.create(intent)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(store.partial(digest)).isEmpty();

        finish(writer);
    }

    @Test
    void aChannelClosedByAnInterruptIsOpenedAgain() throws IOException {
        store.put(digest, ByteBuffer.wrap(content));
        try (LocalBlob lease = Bytes.lease(store.find(digest))) {
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(() -> lease.channel().read(ByteBuffer.allocate(1), 0));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isInstanceOf(ClosedByInterruptException.class);
        }

        assertThat(store.ready(digest)).isEmpty();
        assertThat(Bytes.of(store.find(digest))).isEqualTo(content);
    }

    @Test
    void anInterruptedFillCanStillBeContinued() throws IOException {
        BlobWriter writer = arriving(25_000);
        Thread.currentThread().interrupt();
        Throwable failure = catchThrowable(() -> append(writer, 25_000, 30_000));
        writer.abort(failure);

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(store.partial(digest)).contains(new Partial(intent, 25_000));
        assertThat(Arrays.copyOf(content, 25_000))
                .isEqualTo(Files.readAllBytes(data.layout().partial(digest)));
    }
}
