package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts share. */
abstract class IndexContract {

    /** Enough for a lost update to show nearly always, and few enough to take well under a second. */
    static final int RACES = 300;

    static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    static final Repository OTHER = new Repository("docker.io", "library/alpine-extras");

    private IndexUnderTest index;

    /** @param folder an empty one, for those that need files */
    protected abstract IndexUnderTest start(Path folder) throws Exception;

    @BeforeEach
    void startIndex(@TempDir Path folder) throws Exception {
        index = start(folder);
    }

    @AfterEach
    void closeIndex() {
        index.close();
    }

    IndexUnderTest index() {
        return index;
    }

    static Digest digest(String content) {
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    static void assertAbsent(Lookup<?> answer) {
        assertThat(answer).isEqualTo(Lookup.absent());
    }

    static void assertIndexUnreachable(Lookup<?> answer) {
        Dependency missing = answer instanceof Lookup.Unreachable<?> unreachable ? unreachable.dependency() : null;
        assertThat(missing).as("what is missing in %s", answer).isEqualTo(Dependency.INDEX);
    }

    /** Runs all at once, as nearly as threads can, and waits for the end of each. */
    static void race(List<Runnable> racers) throws Exception {
        CyclicBarrier line = new CyclicBarrier(racers.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(racers.size())) {
            List<Callable<Void>> starts =
                    racers.stream().map(racer -> from(line, racer)).toList();
            for (Future<Void> finish : threads.invokeAll(starts)) {
                finish.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Callable<Void> from(CyclicBarrier line, Runnable racer) {
        return () -> {
            line.await(10, TimeUnit.SECONDS);
            racer.run();
            return null;
        };
    }
}
