package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

    private final DataFolder data;
    private final DiskSpace space;

    DiskSpaceTest(@TempDir Path root) throws IOException {
        data = DataFolder.open(root.resolve("data"));
        space = new DiskSpace(data);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    @Test
    void whatIsFreeIsWhatTheFileSystemSays() throws IOException {
        long said = Files.getFileStore(data.root()).getUsableSpace();

        assertThat(space.free()).isBetween(said / 2, said * 2);
    }

    @Test
    void aFileTakesWholeBlocks() {
        long block = space.onDisk(1);

        assertThat(block).isGreaterThanOrEqualTo(512);
        assertThat(space.onDisk(0)).isZero();
        assertThat(space.onDisk(block)).isEqualTo(block);
        assertThat(space.onDisk(block + 1)).isEqualTo(2 * block);
    }

    @Test
    void aFolderThatIsGoneIsNotTakenForAFullDisk() throws IOException {
        data.close();
        try (Stream<Path> files = Files.walk(data.root())) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }

        assertThat(space.free()).isEqualTo(Long.MAX_VALUE);
    }
}
