package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pin.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPinsTest {

    private static final Repository APP = new Repository("registry.test:5000", "org/app");
    private static final Pin FOLLOWED = new Pin(
            new Reference.ByTag(APP, "latest"),
            Optional.of(Digest.sha256(new byte[] {1})),
            Instant.parse("2026-01-01T00:00:00Z"));
    private static final Pin FIXED =
            new Pin(new Reference.ByDigest(APP, Digest.sha256(new byte[] {2})), Optional.empty(), Instant.EPOCH);

    @TempDir
    private Path root = Path.of("");

    private Optional<DataFolder> folder = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        folder = Optional.of(DataFolder.open(root));
    }

    @AfterEach
    void close() throws IOException {
        folder.orElseThrow().close();
    }

    private DiskPins pins() {
        return new DiskPins(folder.orElseThrow());
    }

    @Test
    void beforeTheFirstThereAreNone() throws IOException {
        assertThat(pins().all()).isEmpty();
    }

    @Test
    void whatWasPutIsReadByAnother() throws IOException {
        pins().put(FOLLOWED);
        pins().put(FIXED);

        assertThat(pins().all()).containsExactlyInAnyOrder(FOLLOWED, FIXED);
    }

    @Test
    void aSecondPutReplacesTheFirst() throws IOException {
        pins().put(FOLLOWED);
        pins().put(new Pin(FOLLOWED.reference(), Optional.empty(), FOLLOWED.since()));

        assertThat(pins().all()).hasSize(1);
    }

    @Test
    void whatWasRemovedIsGone() throws IOException {
        pins().put(FOLLOWED);
        pins().remove(FOLLOWED.reference());
        pins().remove(FIXED.reference());

        assertThat(pins().all()).isEmpty();
    }

    @Test
    void aFileThatIsNoPinHidesNoOther() throws IOException {
        pins().put(FOLLOWED);
        Files.writeString(root.resolve("pins/broken.json"), "{");

        assertThat(pins().all()).containsExactly(FOLLOWED);
    }
}
