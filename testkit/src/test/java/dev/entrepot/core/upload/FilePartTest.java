package dev.entrepot.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePartTest {

    @TempDir
    Path folder;

    @Test
    void whatIsSentIsPacedAndWhatIsOnlyLookedAtIsNot() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3, 4, 5});
        AtomicLong paced = new AtomicLong();
        try (FileChannel channel = FileChannel.open(file)) {
            FilePart part = new FilePart(channel, 1, 3, paced::addAndGet);

            try (InputStream looked = part.peek()) {
                assertThat(looked.readAllBytes()).containsExactly(2, 3, 4);
            }
            assertThat(paced).hasValue(0);

            try (InputStream sent = part.open()) {
                assertThat(sent.readAllBytes()).containsExactly(2, 3, 4);
            }
            assertThat(paced).hasValue(3);
        }
    }
}
