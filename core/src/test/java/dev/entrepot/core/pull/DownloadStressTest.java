package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.pull.StressedDownload.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of readers of hundreds of downloads, with more threads than processors; the same every time, but for the scheduler. */
class DownloadStressTest {

    private static final int ROUNDS = 75;
    private static final int EARLY = 12;
    private static final int LATE = 12;

    @TempDir
    private Path folder;

    private final ExecutorService loops = Executors.newFixedThreadPool(8);
    private final ExecutorService writers = Executors.newFixedThreadPool(4);

    @AfterEach
    void nobodyHangs() throws InterruptedException {
        loops.shutdown();
        writers.shutdown();
        assertThat(loops.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyReaderOfAGoodDownloadGetsEveryByte() throws Exception {
        assertThat(tally(StressedDownload::writeWell)).containsOnlyKeys(Outcome.WHOLE);
    }

    @Test
    void everyReaderOfACutDownloadSeesTheCut() throws Exception {
        assertThat(tally(StressedDownload::cutSomewhere)).containsOnlyKeys(Outcome.CUT);
    }

    @Test
    void aDigestFailureAfterTheLastByteLooksWholeToNobody() throws Exception {
        assertThat(tally(StressedDownload::failAfterTheLastByte)).containsOnlyKeys(Outcome.CUT);
    }

    @Test
    void aWatchdogRacingTheWriterLeavesEveryReaderWithTheSameOutcome() throws Exception {
        Map<Outcome, Integer> readers = new EnumMap<>(Outcome.class);
        for (int round = 0; round < ROUNDS; round++) {
            Map<Outcome, Integer> ofOne = play(round, download -> {
                Future<?> watchdog = writers.submit(download::barkSometime);
                download.writeWell();
                watchdog.get();
            });
            assertThat(ofOne).as("round " + round).hasSize(1);
            ofOne.forEach((outcome, count) -> readers.merge(outcome, count, Integer::sum));
        }
        assertThat(readers.keySet()).isSubsetOf(Outcome.WHOLE, Outcome.CUT);
    }

    private interface Writing {
        void run(StressedDownload download) throws Exception;
    }

    private Map<Outcome, Integer> tally(Writing writing) throws Exception {
        Map<Outcome, Integer> readers = new EnumMap<>(Outcome.class);
        for (int round = 0; round < ROUNDS; round++) {
            play(round, writing).forEach((outcome, count) -> readers.merge(outcome, count, Integer::sum));
        }
        assertThat(readers.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(ROUNDS * EARLY);
        return readers;
    }

    private Map<Outcome, Integer> play(int round, Writing writing) throws Exception {
        StressedDownload download = new StressedDownload(folder, new Random(round));
        List<CompletableFuture<Outcome>> readers = new ArrayList<>(read(download, EARLY));
        Future<?> written = writers.submit(() -> {
            writing.run(download);
            return null;
        });
        readers.addAll(read(download, LATE));
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (CompletableFuture<Outcome> reader : readers) {
            outcomes.merge(reader.get(20, TimeUnit.SECONDS), 1, Integer::sum);
        }
        written.get(20, TimeUnit.SECONDS);
        assertThat(download.isClosed())
                .as("the file of round " + round + " is closed")
                .isTrue();
        return outcomes;
    }

    private List<CompletableFuture<Outcome>> read(StressedDownload download, int readers) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            download.read(loops).ifPresent(outcomes::add);
        }
        return outcomes;
    }
}
