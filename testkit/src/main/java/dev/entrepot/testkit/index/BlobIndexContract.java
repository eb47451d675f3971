package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link dev.entrepot.core.index.BlobIndex} does. */
public abstract class BlobIndexContract extends IndexContract {

    private static final Digest LAYER = digest("layer");
    private static final BlobRecord PRIVATE = new BlobRecord(7, false);
    private static final BlobRecord PUBLIC = new BlobRecord(7, true);

    @Test
    void whatNobodyPutIsAbsent() {
        assertAbsent(index().blobs().find(LAYER));
        assertThat(index().blobs().ready(LAYER)).isEmpty();
    }

    @Test
    void whatWasPutIsFoundAndReady() {
        index().blobs().put(LAYER, PRIVATE);

        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(PRIVATE));
        assertThat(index().blobs().ready(LAYER)).contains(PRIVATE);
    }

    @Test
    void aBlobIsReadyOnlyOnceItWasFound() {
        index().blobs().put(LAYER, PRIVATE);
        index().forgetMemory();

        assertThat(index().blobs().ready(LAYER)).isEmpty();
        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(PRIVATE));
        assertThat(index().blobs().ready(LAYER)).contains(PRIVATE);
    }

    @Test
    void digestsOfBothAlgorithmsAreKeptApart() {
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, ByteBuffer.wrap(new byte[] {1}));
        index().blobs().put(sha512, PUBLIC);
        index().forgetMemory();

        assertThat(index().blobs().find(sha512)).isEqualTo(Lookup.found(PUBLIC));
        assertAbsent(index().blobs().find(LAYER));
    }

    @Test
    void aSecondPutReplacesTheSize() {
        index().blobs().put(LAYER, PRIVATE);
        index().blobs().put(LAYER, new BlobRecord(8, false));
        index().forgetMemory();

        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(new BlobRecord(8, false)));
    }

    @Test
    void aPrivateBlobBecomesPublic() {
        index().blobs().put(LAYER, PRIVATE);
        index().blobs().put(LAYER, PUBLIC);

        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(PUBLIC));
    }

    @Test
    void aPublicBlobStaysPublicAlsoWhenItIsNotInMemory() {
        index().blobs().put(LAYER, PUBLIC);
        index().forgetMemory();
        index().blobs().put(LAYER, PRIVATE);

        assertThat(index().blobs().ready(LAYER)).contains(PUBLIC);
        index().forgetMemory();
        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(PUBLIC));
    }

    @Test
    void aRemovedBlobIsAbsentAndForgotten() {
        index().blobs().put(LAYER, PUBLIC);
        index().blobs().remove(LAYER);

        assertThat(index().blobs().ready(LAYER)).isEmpty();
        assertAbsent(index().blobs().find(LAYER));
    }

    @Test
    void aBlobThatWasRemovedIsNotPublicWhenItComesBack() {
        index().blobs().put(LAYER, PUBLIC);
        index().blobs().remove(LAYER);
        index().blobs().put(LAYER, PRIVATE);

        assertThat(index().blobs().find(LAYER)).isEqualTo(Lookup.found(PRIVATE));
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        index().blobs().remove(LAYER);

        assertAbsent(index().blobs().find(LAYER));
    }

    @Test
    void concurrentPutsNeverLoseThatABlobIsPublic() throws Exception {
        for (int i = 0; i < RACES; i++) {
            Digest blob = digest("blob " + i);
            race(List.of(
                    () -> index().blobs().put(blob, PUBLIC),
                    () -> index().blobs().put(blob, PRIVATE)));

            assertThat(index().blobs().ready(blob)).contains(PUBLIC);
        }
    }

    @Test
    void anIndexThatIsDownIsUnreachableAndNotAbsent() {
        index().takeDown();

        assertIndexUnreachable(index().blobs().find(LAYER));
    }

    @Test
    void aWriteToAnIndexThatIsDownFailsAndLeavesNothingReady() {
        index().takeDown();

        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index().blobs().put(LAYER, PUBLIC))
                .withCauseInstanceOf(Throwable.class);
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index().blobs().remove(LAYER));
        assertThat(index().blobs().ready(LAYER)).isEmpty();
    }
}
