package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.core.diagnosis.Diagnosis;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.diagnosis.Verdict;
import dev.entrepot.core.diagnosis.Work;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedFilesTest {

    @TempDir
    private Path folder;

    private final Diagnostics diagnostics = new Diagnostics(System::nanoTime);
    private final DiskFiles files = new TimedFiles(diagnostics);

    private Diagnosis diagnosis(Work work) {
        return diagnostics.diagnoses().stream()
                .filter(diagnosis -> diagnosis.lane().work() == work)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAFillWaitsForIsTold() throws IOException {
        Path part = folder.resolve("part");
        try (FileChannel channel = files.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            files.write(part, channel, ByteBuffer.allocate(10), 0);
            files.force(part, channel);
        }
        files.move(part, folder.resolve("blob"));
        files.forceFolder(folder);
        files.writeAll(folder.resolve("record"), new byte[2]);

        assertThat(diagnosis(Work.WRITE).facts().asked()).isEqualTo(1);
        assertThat(diagnosis(Work.FORCE).facts().asked()).isEqualTo(2);
        assertThat(diagnosis(Work.NAME).facts().asked()).isEqualTo(1);
        assertThat(diagnosis(Work.RECORD).facts().asked()).isEqualTo(1);
    }

    @Test
    void whatADiskRefusesIsAFailureWithoutTheNameOfTheFile() {
        assertThatIOException().isThrownBy(() -> files.readAll(folder));

        assertThat(diagnosis(Work.RECORD).facts().failed()).isOne();
        assertThat(diagnosis(Work.RECORD).evidence()).doesNotContain(folder.toString());
    }

    @Test
    void aFileThatIsNotThereIsAnAnswer() {
        assertThatIOException()
                .isThrownBy(() -> files.readAll(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(diagnosis(Work.RECORD).verdict()).isEqualTo(Verdict.WELL);
    }
}
