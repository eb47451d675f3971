package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Leftovers.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class DiskLeftoversTest extends DiskTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void anEmptyFolderHasNone() throws IOException {
        assertThat(leftovers().find()).isEmpty();
    }

    @Test
    void whatIsArrivingIsNone() throws IOException {
        BlobWriter writer = arriving(5_000);

        assertThat(leftovers().find()).isEmpty();
        writer.abort(new IOException("enough"));
    }

    @Test
    void whatCanBeContinuedIsNone() throws IOException {
        arriving(25_000).abort(new IOException("connection reset"));

        assertThat(leftovers().find()).isEmpty();
    }

    @Test
    void halfARecordIsOne() throws IOException {
        write("ingest/17.tmp");

        assertThat(leftovers().find()).extracting(Leftover::name).containsExactly("ingest/17.tmp");
    }

    @Test
    void aPartWithoutAnIntentIsOne() throws IOException {
        write("ingest/sha256-" + digest.hex() + ".part");

        assertThat(leftovers().find()).extracting(Leftover::bytes).containsExactly(4L);
    }

    @Test
    void theIntentOfAStoredBlobIsOne() throws IOException {
        BlobWriter writer = arriving(100_000);
        writer.verify();
        writer.commit();

        assertThat(leftovers().find()).extracting(Leftover::why).containsExactly("its blob is stored");
    }

    @Test
    void whatIsYoungMayBeSomebodys() throws IOException {
        Path young = write("ingest/17.tmp");
        Path old = write("ingest/18.tmp");
        Files.setLastModifiedTime(young, FileTime.from(NOW.minusSeconds(3599)));
        Files.setLastModifiedTime(old, FileTime.from(NOW.minusSeconds(3601)));

        DiskLeftovers leftovers =
                new DiskLeftovers(data, store::isArriving, Duration.ofHours(1), InstantSource.fixed(NOW));

        assertThat(leftovers.find()).extracting(Leftover::name).containsExactly("ingest/18.tmp");
    }

    @Test
    void whatIsNotOursIsLeftAlone() throws IOException {
        write("ingest/README");

        assertThat(leftovers().find()).isEmpty();
    }

    @Test
    void whatIsRemovedIsGone() throws IOException {
        write("ingest/17.tmp");
        DiskLeftovers leftovers = leftovers();

        leftovers.remove(leftovers.find().getFirst());

        assertThat(ingest()).isEmpty();
    }

    @Test
    void openingAFolderAsItIsRemovesNothing() throws IOException {
        write("ingest/17.tmp");
        stop();
        try (DataFolder asItIs = DataFolder.openAsItIs(root)) {
            DiskLeftovers leftovers = new DiskLeftovers(asItIs, any -> false, Duration.ZERO, InstantSource.system());
            assertThat(leftovers.find()).hasSize(1);
        }
        assertThat(ingest()).containsExactly("17.tmp");
        start();
    }

    @Test
    void openingWhatIsNoDataFolderMakesNone() throws IOException {
        Path other = Files.createDirectory(root.resolve("other"));

        assertThatIOException().isThrownBy(() -> DataFolder.openAsItIs(other)).withMessageContaining("no data folder");
        assertThat(other).isEmptyDirectory();
    }

    private DiskLeftovers leftovers() {
        return new DiskLeftovers(data, store::isArriving, Duration.ZERO, InstantSource.system());
    }

    private Path write(String name) throws IOException {
        return Files.writeString(root.resolve(name), "half");
    }
}
