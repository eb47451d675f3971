package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DownloadsTest {

    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Repository OTHER = new Repository("docker.io", "library/busybox");

    private final Digest digest = Digest.sha256(new byte[0]);
    private final Downloads downloads = new Downloads(System::nanoTime);

    @Test
    void theFirstLeadsAndWhoeverComesLaterJoins() {
        Downloads.Joined first = downloads.join(digest, ALPINE);
        Downloads.Joined second = downloads.join(digest, OTHER);

        assertThat(first.first()).isTrue();
        assertThat(second).isEqualTo(new Downloads.Joined(first.download(), false));
        assertThat(second.download().leader()).isEqualTo(ALPINE);
    }

    @Test
    void afterTheEndSomebodyLeadsAgain() {
        Download ended = downloads.join(digest, ALPINE).download();
        downloads.finished(ended);

        assertThat(downloads.underWay(digest)).isEmpty();
        assertThat(downloads.join(digest, OTHER).first()).isTrue();
    }

    @Test
    void aLateFarewellDoesNotEndTheNextDownload() {
        Download ended = downloads.join(digest, ALPINE).download();
        downloads.finished(ended);
        Download next = downloads.join(digest, OTHER).download();

        downloads.finished(ended);

        assertThat(downloads.underWay(digest)).contains(next);
        assertThat(downloads.count()).isEqualTo(1);
    }

    @Test
    void aDigestHasOneLeaderAtATimeHoweverManyCome() throws Exception {
        AtomicInteger leading = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 20_000; i++) {
                all.add(threads.submit(() -> {
                    Downloads.Joined joined = downloads.join(digest, ALPINE);
                    if (joined.first()) {
                        tooMany.addAndGet(leading.incrementAndGet() - 1);
                        leading.decrementAndGet();
                        downloads.finished(joined.download());
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
        }

        assertThat(tooMany).hasValue(0);
        assertThat(downloads.count()).isZero();
    }
}
