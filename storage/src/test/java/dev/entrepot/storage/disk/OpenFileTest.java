package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.entrepot.core.blob.LocalBlob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {

    private static final int RACERS = 4;
    private static final int ROUNDS = 1_000;

    @TempDir
    Path folder;

    private final AtomicInteger closings = new AtomicInteger();

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("file"), new byte[10]);
    }

    @Test
    void aFileThatWasGivenUpIsNeverLeasedAgain() throws IOException {
        OpenFile file = open();
        file.release();

        assertThat(file.lease()).isEmpty();
        assertThat(file.isUsable()).isFalse();
    }

    @Test
    void theLastOfOwnerAndLeasesClosesTheChannel() throws IOException {
        OpenFile file = open();
        LocalBlob lease = file.lease().orElseThrow();
        file.release();
        assertThat(file.isUsable()).isTrue();

        lease.close();
        lease.close();

        assertThat(file.isUsable()).isFalse();
        assertThat(closings).hasValue(1);
    }

    @Test
    void anOwnerThatReleasesTwiceIsToldSo() throws IOException {
        OpenFile file = open();
        file.release();

        assertThatIllegalStateException().isThrownBy(file::release);
        assertThat(closings).hasValue(1);
    }

    @Test
    void leasesThatRaceWithTheOwnersReleaseAreGoodOrRefused()
            throws IOException, InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(RACERS + 1);
        List<OpenFile> files = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            files.add(open());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS + 1)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                running.add(threads.submit(() -> race(files, start, OpenFileTest::leaseAFewTimes)));
            }
            running.add(threads.submit(() -> race(files, start, OpenFile::release)));
            for (Future<?> thread : running) {
                thread.get();
            }
        }
        assertThat(closings).as("each file closed once").hasValue(ROUNDS);
        assertThat(files).noneMatch(OpenFile::isUsable);
    }

    private static @Nullable Void race(List<OpenFile> files, CyclicBarrier start, Consumer<OpenFile> step)
            throws Exception {
        for (OpenFile file : files) {
            start.await(10, TimeUnit.SECONDS);
            step.accept(file);
        }
        return null;
    }

    /** Only a few times: readers who overlap keep a file open for ever. */
    private static void leaseAFewTimes(OpenFile file) {
        for (int i = 0; i < 5; i++) {
            Optional<LocalBlob> lease = file.lease();
            lease.ifPresent(held -> {
                assertThat(held.channel().isOpen()).isTrue();
                held.close();
            });
        }
    }

    private OpenFile open() throws IOException {
        return new OpenFile(FileChannel.open(folder.resolve("file")), 10, closing -> {
            closings.incrementAndGet();
            closing.run();
        });
    }
}
