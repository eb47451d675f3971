package dev.entrepot.proxy.fsck;

import dev.entrepot.core.fsck.Fsck;
import dev.entrepot.core.fsck.FsckJournal;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.fsck.FsckSources;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks while requests are served: one check at a time, on a thread of its own, slowly. Thread-safe. */
public final class FsckJob implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FsckJob.class);

    /** Longer than a pull is between a file and its record, or an eviction between a file and its record. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long CLOSE_MILLIS = 10_000;

    private record Run(FsckOptions options, Fsck fsck, Thread thread) {}

    private final FsckSources sources;
    private final FsckJournal journal;
    private final Runnable whenRepaired;
    private @Nullable Run last;
    private String state = FsckAnswer.ENDED;

    /** @param whenRepaired run after a check that changed what is held */
    public FsckJob(FsckSources sources, FsckJournal journal, Runnable whenRepaired) {
        this.sources = sources;
        this.journal = journal;
        this.whenRepaired = whenRepaired;
    }

    /**
     * @param bytesPerSecond at which blobs are read
     * @return false when one is running already
     */
    public synchronized boolean start(FsckOptions options, long bytesPerSecond) {
        if (state.equals(FsckAnswer.RUNNING)) {
            return false;
        }
        Fsck fsck = new Fsck(sources, options, () -> Thread.sleep(GRACE), journal, new ThrottledPace(bytesPerSecond));
        Thread thread = Thread.ofPlatform().name("fsck").daemon(true).unstarted(() -> run(fsck));
        last = new Run(options, fsck, thread);
        state = FsckAnswer.RUNNING;
        thread.start();
        return true;
    }

    private void run(Fsck fsck) {
        String end = FsckAnswer.ENDED;
        try {
            LOG.info("the check has come to {}", fsck.run());
            end = FsckAnswer.FINISHED;
        } catch (InterruptedException e) {
            LOG.info("the check was ended; the next one goes on there");
        } catch (IOException | RuntimeException e) {
            LOG.error("the check failed", e);
        } finally {
            end(end);
            if (fsck.report().totalRepaired() > 0) {
                whenRepaired.run();
            }
        }
    }

    private synchronized void end(String how) {
        state = how;
    }

    /** The one that runs, or the last one; empty when there was none since the start. */
    public synchronized Optional<FsckAnswer> answer() {
        return Optional.ofNullable(last)
                .map(run -> FsckAnswer.of(
                        state, run.options(), run.fsck().progress(), run.fsck().report()));
    }

    /** @return false when none is running */
    public synchronized boolean stop() {
        Run run = last;
        if (run == null || !state.equals(FsckAnswer.RUNNING)) {
            return false;
        }
        run.thread().interrupt();
        return true;
    }

    @Override
    public void close() {
        stop();
        Run run;
        synchronized (this) {
            run = last;
        }
        try {
            if (run != null) {
                run.thread().join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
