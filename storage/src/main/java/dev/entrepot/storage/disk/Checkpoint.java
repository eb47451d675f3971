package dev.entrepot.storage.disk;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces a growing file to the disk now and then, beside the fill, so that a crash costs no more than the bytes since.
 *
 * <p>At most one attempt is under way, and the fill waits for it only when it ends. It then takes back an attempt that
 * has not begun: that one may be queued behind fills which wait in the same pool.
 *
 * <p>A failed force is final. The kernel reports a lost page once and then takes it for clean, so a second force would
 * succeed and prove nothing (PostgreSQL's "fsyncgate", 2018).
 *
 * <p>Used by one thread, but for the attempts.
 */
final class Checkpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    /** What an attempt does. */
    interface Steps {
        void force() throws IOException;

        /** Notes that the first {@code offset} bytes were forced. */
        void note(long offset) throws IOException;
    }

    private final Steps steps;
    private final long every;
    private final Executor executor;
    private long asked;
    private @Nullable Attempt attempt;
    private volatile @Nullable IOException failure;

    /** @param start bytes that have been forced already */
    Checkpoint(Steps steps, long start, long every, Executor executor) {
        this.steps = steps;
        this.asked = start;
        this.every = every;
        this.executor = executor;
    }

    void wrote(long written) {
        Attempt last = attempt;
        if (written - asked < every || failure != null || (last != null && !last.isOver())) {
            return;
        }
        asked = written;
        Attempt next = new Attempt(written);
        try {
            executor.execute(next);
            attempt = next;
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody has time to force a file at {}", written, e);
        }
    }

    /** Returns when no attempt is under way and none will begin. */
    void settle() {
        Attempt last = attempt;
        if (last != null) {
            last.settle();
            attempt = null;
        }
    }

    /**
     * Forces everything, now and here.
     *
     * @throws IOException also when an earlier attempt failed
     */
    void forceAll() throws IOException {
        settle();
        IOException earlier = failure;
        if (earlier != null) {
            throw new IOException("the disk lost bytes it had taken: " + earlier.getMessage(), earlier);
        }
        force();
    }

    private void force() throws IOException {
        try {
            steps.force();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private final class Attempt implements Runnable {

        private final long offset;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch over = new CountDownLatch(1);

        Attempt(long offset) {
            this.offset = offset;
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            try {
                force();
                steps.note(offset);
            } catch (IOException | RuntimeException e) {
                LOG.debug("The first {} bytes could not be forced", offset, e);
            } finally {
                over.countDown();
            }
        }

        boolean isOver() {
            return over.getCount() == 0;
        }

        void settle() {
            if (taken.compareAndSet(false, true)) {
                over.countDown();
                return;
            }
            boolean interrupted = false;
            while (true) {
                try {
                    over.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
