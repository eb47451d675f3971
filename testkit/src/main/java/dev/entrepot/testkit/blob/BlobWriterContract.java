package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} promises of blobs on their way in. */
public abstract class BlobWriterContract {

    /** The same empty store through one test. */
    protected abstract BlobStore store();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);
    private final Intent intent = new Intent(digest, Bytes.REPOSITORY, content.length, Optional.of("\"v1\""));

    @Test
    void aCommittedBlobIsFoundAndReady() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 60_000);
        append(writer, 60_000, 100_000);
        assertThat(writer.written()).isEqualTo(100_000);
        writer.verify();
        writer.commit();
        writer.forgetIntent();

        assertThat(Bytes.of(store().ready(digest).orElseThrow())).isEqualTo(content);
        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
        assertThat(store().partial(digest)).isEmpty();
    }

    @Test
    void nothingIsFoundBeforeTheCommit() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 100_000);
        writer.verify();

        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
        assertThat(store().ready(digest)).isEmpty();
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void otherBytesAreRefusedWithBothDigestsNamed() throws IOException {
        byte[] other = content.clone();
        other[99_999]++;
        BlobWriter writer = create(intent);
        writer.append(ByteBuffer.wrap(other));

        assertThatExceptionOfType(CorruptBlobException.class)
                .isThrownBy(writer::verify)
                .withMessageContaining(digest.toString())
                .withMessageContaining(Digest.sha256(other).toString());
        writer.abort(new CorruptBlobException("end of the test"));
    }

    @Test
    void tooFewBytesAreRefused() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 99_999);

        assertThatExceptionOfType(CorruptBlobException.class)
                .isThrownBy(writer::verify)
                .withMessageContaining("100000")
                .withMessageContaining("99999");
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void aBlobOfUnknownSizeIsVerifiedByItsDigestAlone() throws IOException {
        BlobWriter writer = create(new Intent(digest, Bytes.REPOSITORY, Intent.SIZE_UNKNOWN, Optional.empty()));
        append(writer, 0, 100_000);
        writer.verify();
        writer.commit();

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void anEmptyBlobCanArrive() throws IOException {
        Digest empty = Digest.sha256(new byte[0]);
        BlobWriter writer = create(new Intent(empty, Bytes.REPOSITORY, 0, Optional.empty()));
        writer.verify();
        writer.commit();

        assertThat(Bytes.of(store().find(empty))).isEmpty();
    }

    @Test
    void aReaderSeesWhatWasAppendedSoFar() throws IOException {
        BlobWriter writer = create(intent);
        try (LocalBlob lease = writer.lease().orElseThrow()) {
            append(writer, 0, 10);

            assertThat(lease.size()).isEqualTo(100_000);
            assertThat(Bytes.read(lease.channel(), 0, 10)).isEqualTo(Arrays.copyOf(content, 10));
        }
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void aReadersLeaseSurvivesTheCommit() throws IOException {
        BlobWriter writer = create(intent);
        LocalBlob lease = writer.lease().orElseThrow();
        append(writer, 0, 100_000);
        writer.verify();
        writer.commit();
        store().delete(digest);

        assertThat(Bytes.of(lease)).isEqualTo(content);
    }

    @Test
    void aReadersLeaseSurvivesTheAbort() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 10);
        try (LocalBlob lease = writer.lease().orElseThrow()) {
            writer.abort(new CorruptBlobException("no good"));

            assertThat(Bytes.read(lease.channel(), 0, 10)).isEqualTo(Arrays.copyOf(content, 10));
        }
    }

    @Test
    void nobodyJoinsAWriterThatGaveUpAndWasLeftByAll() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 10);
        LocalBlob lease = writer.lease().orElseThrow();
        writer.abort(new IOException("gone"));
        lease.close();

        assertThat(writer.lease()).isEmpty();
    }

    @Test
    void whatWasAbortedCanBeContinued() throws IOException {
        abortAfter(50_000, new IOException("connection reset"));
        Partial partial = store().partial(digest).orElseThrow();
        assertThat(partial.intent()).isEqualTo(intent);
        assertThat(partial.offset()).isEqualTo(50_000);

        BlobWriter writer = Bytes.found(store().resume(partial));
        assertThat(writer.written()).isEqualTo(50_000);
        writer.rehash();
        append(writer, 50_000, 100_000);
        writer.verify();
        writer.commit();

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void thePrefixMayBeHashedAfterTheRestWasAppended() throws IOException {
        abortAfter(50_000, new IOException("connection reset"));
        BlobWriter writer = Bytes.found(store().resume(store().partial(digest).orElseThrow()));
        append(writer, 50_000, 100_000);
        writer.rehash();
        writer.verify();
        writer.commit();

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void aResumedBlobIsNotVerifiedUnhashed() throws IOException {
        abortAfter(50_000, new IOException("connection reset"));
        BlobWriter writer = Bytes.found(store().resume(store().partial(digest).orElseThrow()));
        append(writer, 50_000, 100_000);

        assertThatIllegalStateException().isThrownBy(writer::verify);
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void anUnverifiedBlobIsNotCommitted() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 100_000);

        assertThatIllegalStateException().isThrownBy(writer::commit);
        writer.abort(new CorruptBlobException("end of the test"));
        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void theBytesOfAResumedBlobAreReadableAtOnce() throws IOException {
        abortAfter(50_000, new IOException("connection reset"));
        BlobWriter writer = Bytes.found(store().resume(store().partial(digest).orElseThrow()));

        try (LocalBlob lease = writer.lease().orElseThrow()) {
            assertThat(Bytes.read(lease.channel(), 0, 50_000)).isEqualTo(Arrays.copyOf(content, 50_000));
        }
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void corruptBytesAreNotKept() throws IOException {
        abortAfter(50_000, new CorruptBlobException("no good"));

        assertThat(store().partial(digest)).isEmpty();
    }

    @Test
    void anAbortBeforeTheFirstByteLeavesNothing() throws IOException {
        abortAfter(0, new IOException("connection refused"));

        assertThat(store().partial(digest)).isEmpty();
    }

    @Test
    void aBlobThatOnlyFailedToCommitIsContinuedAtItsLastByte() throws IOException {
        abortAfter(100_000, new IOException("no space for the rename"));

        assertThat(store().partial(digest).orElseThrow().offset()).isEqualTo(99_999);
    }

    @Test
    void creatingAnewDropsWhatWasLeft() throws IOException {
        abortAfter(50_000, new IOException("connection reset"));

        BlobWriter writer = create(intent);

        assertThat(writer.written()).isZero();
        assertThat(store().partial(digest)).isEmpty();
        writer.abort(new IOException("end of the test"));
    }

    @Test
    void creatingAnewDoesNotDisturbReadersOfWhatWasLeft() throws IOException {
        BlobWriter first = create(intent);
        append(first, 0, 10);
        try (LocalBlob lease = first.lease().orElseThrow()) {
            first.abort(new IOException("connection reset"));
            BlobWriter second = create(intent);
            second.append(ByteBuffer.wrap(new byte[10]));

            assertThat(Bytes.read(lease.channel(), 0, 10)).isEqualTo(Arrays.copyOf(content, 10));
            second.abort(new CorruptBlobException("end of the test"));
        }
    }

    @Test
    void bytesThatWereSentAgainAreComparedWithTheFile() throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, 50_000);
        ByteBuffer same = ByteBuffer.wrap(content, 10_000, 20_000);

        assertThat(writer.sameAs(10_000, same)).isTrue();
        assertThat(writer.sameAs(10_001, same)).isFalse();
        assertThat(same.remaining()).as("not consumed").isEqualTo(20_000);
        writer.abort(new IOException("end of the test"));
    }

    private BlobWriter create(Intent wanted) {
        return Bytes.found(store().create(wanted));
    }

    private void append(BlobWriter writer, int from, int to) throws IOException {
        writer.append(ByteBuffer.wrap(content, from, to - from));
    }

    private void abortAfter(int bytes, Throwable cause) throws IOException {
        BlobWriter writer = create(intent);
        append(writer, 0, bytes);
        writer.abort(cause);
    }
}
