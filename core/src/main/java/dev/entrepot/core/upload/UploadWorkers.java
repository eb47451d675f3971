package dev.entrepot.core.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of an {@link Uploader}. None is ever interrupted: the JDK would close the file it reads, for those who are
 * being served from it as well.
 */
public final class UploadWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadWorkers.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LET_END = Duration.ofSeconds(5);

    private final Uploader uploader;
    private final Runnable cancel;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param count objects on their way at once, at least 1
     * @param cancel ends every request under way
     */
    public UploadWorkers(Uploader uploader, int count, Runnable cancel) {
        this.uploader = uploader;
        this.cancel = cancel;
        for (int i = 1; i <= count; i++) {
            threads.add(Thread.ofPlatform().name("upload-" + i).daemon(true).unstarted(this::work));
        }
        threads.add(Thread.ofPlatform().name("upload-queue").daemon(true).unstarted(this::keep));
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    private void work() {
        repeatedly(() -> {
            while (uploader.step()) {
                LOG.trace("and the next");
            }
        });
    }

    private void keep() {
        repeatedly(uploader::tick);
    }

    private void repeatedly(Runnable task) {
        try {
            do {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("uploading failed unexpectedly", e);
                }
            } while (!closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is under way is given up, and begins again after the next start. */
    @Override
    public void close() {
        uploader.stop();
        closed.countDown();
        cancel.run();
        try {
            for (Thread thread : threads) {
                if (thread.isAlive() && !thread.join(LET_END)) {
                    LOG.warn("{} does not end; what it sends is sent again after the next start", thread.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
