package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} promises of whole blobs. Of blobs on their way: {@link BlobWriterContract}. */
public abstract class BlobStoreContract {

    /** The same empty store through one test. */
    protected abstract BlobStore store();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    @Test
    void whatWasNeverStoredIsAbsent() {
        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
        assertThat(store().ready(digest)).isEmpty();
        assertThat(store().partial(digest)).isEmpty();
    }

    @Test
    void whatWasPutIsFoundByteForByte() throws IOException {
        assertThat(store().put(digest, ByteBuffer.wrap(content))).isEqualTo(Lookup.found(100_000L));

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void puttingDoesNotConsumeTheBuffer() {
        ByteBuffer buffer = ByteBuffer.wrap(content);

        store().put(digest, buffer);

        assertThat(buffer.remaining()).isEqualTo(content.length);
    }

    @Test
    void puttingTwiceKeepsOne() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));

        assertThat(store().put(digest, ByteBuffer.wrap(content))).isEqualTo(Lookup.found(100_000L));
        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void puttingOtherBytesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().put(digest, ByteBuffer.wrap(new byte[] {1})))
                .withMessageContaining(digest.toString());
        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void theEmptyBlobCanBeHeld() throws IOException {
        Digest empty = Digest.sha256(new byte[0]);

        store().put(empty, ByteBuffer.allocate(0));

        assertThat(Bytes.of(store().find(empty))).isEmpty();
    }

    @Test
    void sha512NamesABlobAsWell() throws IOException {
        Digest longer = Digest.of(DigestAlgorithm.SHA512, ByteBuffer.wrap(content));

        store().put(longer, ByteBuffer.wrap(content));

        assertThat(Bytes.of(store().find(longer))).isEqualTo(content);
        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void whatWasFoundOnceIsReady() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        Bytes.lease(store().find(digest)).close();

        assertThat(Bytes.of(store().ready(digest).orElseThrow())).isEqualTo(content);
    }

    @Test
    void aSmallBlobIsKeptInMemory() {
        byte[] small = Bytes.some(64 << 10);
        Digest name = Digest.sha256(small);
        store().put(name, ByteBuffer.wrap(small));

        try (LocalBlob blob = Bytes.lease(store().find(name))) {
            ByteBuffer inMemory = blob.inMemory().orElseThrow();
            assertThat(inMemory).isEqualTo(ByteBuffer.wrap(small));
            assertThat(inMemory.isReadOnly()).isTrue();
        }
    }

    @Test
    void viewsOfABlobInMemoryAreIndependent() {
        store().put(digest, ByteBuffer.wrap(content));
        byte[] small = Bytes.some(10);
        store().put(Digest.sha256(small), ByteBuffer.wrap(small));

        try (LocalBlob blob = Bytes.lease(store().find(Digest.sha256(small)))) {
            ByteBuffer first = blob.inMemory().orElseThrow();
            first.position(first.limit());
            assertThat(blob.inMemory().orElseThrow().remaining()).isEqualTo(10);
        }
    }

    @Test
    void aLargeBlobIsNotKeptInMemory() {
        store().put(digest, ByteBuffer.wrap(content));

        try (LocalBlob blob = Bytes.lease(store().find(digest))) {
            assertThat(blob.inMemory()).isEmpty();
        }
    }

    @Test
    void whatWasDeletedIsAbsent() {
        store().put(digest, ByteBuffer.wrap(content));

        assertThat(store().delete(digest)).isEqualTo(Lookup.found(100_000L));

        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
        assertThat(store().ready(digest)).isEmpty();
    }

    @Test
    void deletingWhatIsNotHeldIsAbsent() {
        assertThat(store().delete(digest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aLeaseSurvivesTheDeletionOfItsBlob() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        LocalBlob lease = Bytes.lease(store().find(digest));

        store().delete(digest);

        assertThat(Bytes.of(lease)).isEqualTo(content);
    }

    @Test
    void aDeletedBlobCanBeStoredAgain() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        store().delete(digest);

        store().put(digest, ByteBuffer.wrap(content));

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void whatIsReadToItsEndIsSoundAndThePaceIsToldOfEveryByte() {
        store().put(digest, ByteBuffer.wrap(content));
        AtomicLong read = new AtomicLong();

        assertThat(store().isSound(digest, read::addAndGet)).isEqualTo(Lookup.found(true));
        assertThat(read).hasValue(content.length);
    }

    @Test
    void whatIsNotHeldIsNeitherSoundNorDamaged() {
        assertThat(store().isSound(digest, Pace.FULL)).isEqualTo(Lookup.absent());
        assertThat(store().quarantine(digest, "no reason")).isEqualTo(Lookup.absent());
    }

    @Test
    void whatIsInQuarantineIsAbsentAndItsLeasesStayReadable() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        LocalBlob lease = Bytes.lease(store().find(digest));

        assertThat(store().quarantine(digest, "for a test")).isEqualTo(Lookup.found(100_000L));

        assertThat(store().find(digest)).isEqualTo(Lookup.absent());
        assertThat(store().ready(digest)).isEmpty();
        assertThat(Bytes.of(lease)).isEqualTo(content);
    }

    @Test
    void whatIsInQuarantineCanBeStoredAgain() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        store().quarantine(digest, "for a test");

        store().put(digest, ByteBuffer.wrap(content));

        assertThat(Bytes.of(store().find(digest))).isEqualTo(content);
    }

    @Test
    void closingALeaseTwiceDoesNotTakeAnothersAway() throws IOException {
        store().put(digest, ByteBuffer.wrap(content));
        LocalBlob one = Bytes.lease(store().find(digest));
        LocalBlob other = Bytes.lease(store().find(digest));
        store().delete(digest);

        one.close();
        one.close();

        assertThat(Bytes.of(other)).isEqualTo(content);
    }
}
