package dev.entrepot.proxy.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.fsck.Finding;
import dev.entrepot.core.fsck.FsckChecked;
import dev.entrepot.core.fsck.FsckJournal.Mark;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.fsck.FsckReport;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {

    private static final FsckOptions OPTIONS = new FsckOptions(true, true);
    private static final Mark MARK = new Mark(
            Digest.sha256(new byte[1]),
            new FsckReport(
                    false,
                    new FsckChecked(1, 2, 3, 4, 5),
                    Map.of(Finding.Kind.WRONG_DIGEST, 2L),
                    Map.of(Finding.Kind.WRONG_DIGEST, 1L),
                    List.of(new Finding(Finding.Kind.WRONG_DIGEST, "sha256:…", "rotten", Finding.Outcome.REPAIRED)),
                    List.of("something could not be read")));

    @TempDir
    Path data;

    private final AtomicLong now = new AtomicLong();
    private FileJournal journal;

    @BeforeEach
    void open() {
        journal = new FileJournal(data, now::get);
    }

    @Test
    void whatWasReachedIsRememberedWithEverythingFound() {
        journal.reached(OPTIONS, MARK);

        assertThat(new FileJournal(data, now::get).last(OPTIONS)).contains(MARK);
    }

    @Test
    void aCheckOfAnotherKindBeginsAnew() {
        journal.reached(OPTIONS, MARK);

        assertThat(journal.last(new FsckOptions(true, false))).isEmpty();
    }

    @Test
    void whatIsFinishedIsForgotten() {
        journal.reached(OPTIONS, MARK);

        journal.finished();

        assertThat(journal.last(OPTIONS)).isEmpty();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void whatCannotBeReadIsNothing() throws IOException {
        Files.writeString(data.resolve("fsck.json"), "{\"blob\":");
        assertThat(journal.last(OPTIONS)).isEmpty();

        Files.writeString(data.resolve("fsck.json"), "{}");
        assertThat(journal.last(OPTIONS)).isEmpty();
    }

    @Test
    void itIsWrittenAtMostOnceASecond() throws IOException {
        journal.reached(OPTIONS, MARK);
        Files.delete(data.resolve("fsck.json"));
        now.addAndGet(Duration.ofMillis(999).toNanos());
        journal.reached(OPTIONS, MARK);
        assertThat(data).isEmptyDirectory();

        now.addAndGet(Duration.ofMillis(1).toNanos());
        journal.reached(OPTIONS, MARK);
        assertThat(journal.last(OPTIONS)).contains(MARK);
    }
}
