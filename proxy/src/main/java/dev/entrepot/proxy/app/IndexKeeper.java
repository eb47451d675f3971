package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.rebuild.IndexRebuild;
import dev.entrepot.core.rebuild.RebuildProgress;
import dev.entrepot.index.rocksdb.IndexOpenException;
import dev.entrepot.index.rocksdb.IndexOpenException.Reason;
import dev.entrepot.index.rocksdb.MemoryBounds;
import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.index.rocksdb.RocksIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index open, whatever happens to its files, while requests go on being served.
 *
 * <p>It opens at once, which takes the same time however much there is. What is lost or damaged is made anew from the record
 * files by a thread of its own; so is what a failed write, a kill or a power cut has left out. The index says in itself that
 * it was closed with everything in it, and not before. What cannot be opened for another reason is tried
 * again. Until all is well, {@link LiveIndex} answers by the rules of "index down".
 */
final class IndexKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);
    private static final long CLOSE_MILLIS = 10_000;

    /** Before what cannot be opened is tried again the first time: whoever had it open may be about to end. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /** After so many, what still cannot be read is taken for lost. */
    private static final int MAX_PASSES = 3;

    private record Failure(boolean isWrite, Throwable cause) {}

    private final IndexFolder folder;
    private final IncompleteMark mark;
    private final Health health;
    private final Duration retry;
    private final Optional<String> bucket;
    private final BlockingQueue<Failure> failures = new ArrayBlockingQueue<>(1);
    private final LiveIndex live = new LiveIndex(new Noting());
    private final Thread thread = Thread.ofPlatform().name("index").daemon(true).unstarted(this::keep);

    /** Null while there is none; after the start the thread's alone. */
    private @Nullable RocksIndex open;

    /** Null while {@link #open} knows everything; else why it does not. */
    private @Nullable String missing;

    private boolean takesWrites;
    private int passes;
    private Duration pause = FIRST_RETRY;

    /** Whether something could not be read that the next start may be able to: then everything is compared again. */
    private boolean isWorthRepeating;

    private @Nullable IndexRebuild rebuild;
    private Runnable whenComplete = () -> {};

    /**
     * @param retry between attempts to do what failed; attempts to open it begin at a second and slow down to that
     * @param bucket to which blobs are owed
     */
    IndexKeeper(IndexFolder folder, Health health, Duration retry, Optional<String> bucket) {
        this.bucket = bucket;
        this.folder = folder;
        this.mark = new IncompleteMark(folder.path());
        this.health = health;
        this.retry = retry;
    }

    /** @param holdsNothing whether there is nothing yet that a new index would have to know */
    IndexPorts open(boolean holdsNothing) {
        tryToOpen(holdsNothing);
        return live.ports();
    }

    /**
     * From here on it mends itself.
     *
     * @param rebuild over the ports of this index
     * @param whenComplete run whenever it has come to know everything
     */
    void start(IndexRebuild rebuild, Runnable whenComplete) {
        this.rebuild = rebuild;
        this.whenComplete = whenComplete;
        if (open != null && missing == null) {
            whenComplete.run();
        }
        thread.start();
    }

    /** Whether what is learnt now is registered at once. Cheap. */
    boolean takesWrites() {
        return live.takesWrites();
    }

    private boolean tryToOpen(boolean holdsNothing) {
        try {
            RocksIndex index = new RocksIndex(openOrMakeAnew(), MemoryBounds.DEFAULT, bucket, InstantSource.system());
            open = index;
            noteThatItIsOpen(index, holdsNothing);
            use(index);
            return true;
        } catch (IOException e) {
            LOG.error("serving without the index: {}", e.getMessage());
            missing = "it could not be opened before";
            mark.note();
            down(e);
            return false;
        }
    }

    /** What it knows holds, also where it takes no writes now. */
    private void noteThatItIsOpen(RocksIndex index, boolean holdsNothing) {
        try {
            if (missing == null && mark.isThere()) {
                missing = "it took no writes before";
            } else if (missing == null && !holdsNothing && !index.isComplete()) {
                missing = "it is new, or entrepot ended without closing it";
            }
            index.setComplete(false);
            takesWrites = true;
        } catch (IndexUnavailableException e) {
            takesWrites = false;
            missing = "it cannot be written: " + rootOf(e).getMessage();
            mark.note();
        }
    }

    private RocksDatabase openOrMakeAnew() throws IOException {
        try {
            return folder.open();
        } catch (IndexOpenException e) {
            if (e.reason() != Reason.CORRUPT) {
                throw e;
            }
            Path aside = folder.setAside();
            LOG.error("the index is damaged and will be rebuilt; the damaged one is now {}", aside, e);
            return folder.open();
        }
    }

    private void use(RocksIndex index) {
        index.queueWhatIsRegistered(missing == null);
        live.use(IndexPorts.of(index), missing == null, takesWrites);
        if (missing == null) {
            health.well(Dependency.INDEX, Health.ONLY);
        } else {
            health.troubled(Dependency.INDEX, Health.ONLY, "being rebuilt, because " + missing);
        }
    }

    private void down(Exception why) {
        live.use(UnavailableIndex.because(why), false, false);
        health.troubled(Dependency.INDEX, Health.ONLY, String.valueOf(why.getMessage()));
    }

    private void keep() {
        try {
            while (true) {
                try {
                    lookAfter();
                } catch (RuntimeException e) {
                    LOG.error("the index cannot be looked after; trying again in {}", retry, e);
                    Thread.sleep(retry);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the keeper of the index ends", e);
        }
    }

    private void lookAfter() throws InterruptedException {
        RocksIndex index = open;
        if (index == null) {
            passes = 0;
            Thread.sleep(pause.compareTo(retry) < 0 ? pause : retry);
            pause = tryToOpen(false) ? FIRST_RETRY : afterFailure(pause, retry);
        } else if (missing == null) {
            passes = 0;
            onFailure(index, failures.take());
        } else if (!isRebuilt(index, ++passes >= MAX_PASSES)) {
            Thread.sleep(retry);
        }
    }

    /** Twice as long as the last one, up to {@code most}. */
    static Duration afterFailure(Duration pause, Duration most) {
        return pause.compareTo(most) < 0 ? pause.multipliedBy(2) : most;
    }

    private void onFailure(RocksIndex index, Failure failure) {
        if (RocksIndex.isDamage(failure.cause())) {
            replace(index, failure.cause());
        } else if (failure.isWrite()) {
            missing = "it could not be written: " + failure.cause().getMessage();
            LOG.warn("the index takes no writes: {}", failure.cause().toString());
            takesWrites = false;
            use(index);
        }
    }

    /** After some errors RocksDB takes no writes any more, whatever became of the disk, until it is opened again. */
    private void openAgain(RocksIndex index) {
        if (open == index && folder.takesWrites()) {
            LOG.info("opening the index again: its folder takes writes, and it does not");
            open = null;
            down(new IOException("the index is being opened again"));
            index.close();
            tryToOpen(false);
        }
    }

    private void replace(RocksIndex index, Throwable damage) {
        LOG.error("the index turned out to be damaged", damage);
        open = null;
        missing = "it was damaged";
        down(new IOException("the index is damaged", damage));
        index.close();
        try {
            LOG.error("the index will be rebuilt; the damaged one is now {}", folder.setAside());
            tryToOpen(false);
        } catch (IOException e) {
            LOG.error("the damaged index cannot be moved out of the way", e);
        }
    }

    /** @param last whether what cannot be read is taken for lost */
    private boolean isRebuilt(RocksIndex index, boolean last) throws InterruptedException {
        failures.clear();
        try {
            // Shows whether it takes writes at all, before everything is read.
            index.setComplete(false);
            takesWrites = true;
            use(index);
            LOG.info("rebuilding the index, because {}", missing);
            RebuildProgress done = Objects.requireNonNull(rebuild)
                    .run(new RebuildTelling(why -> health.troubled(Dependency.INDEX, Health.ONLY, why)));
            if (!done.isComplete() && !last) {
                LOG.warn("the index is not complete yet: {}", done);
                return false;
            }
            isWorthRepeating = !done.isComplete();
            LOG.info("the index is rebuilt: {}", done);
        } catch (IndexUnavailableException e) {
            onFailure(index, new Failure(true, rootOf(e)));
            openAgain(index);
            return false;
        } catch (IOException e) {
            LOG.warn("the index cannot be rebuilt now", e);
            return false;
        }
        missing = null;
        mark.forget();
        use(index);
        whenComplete.run();
        return true;
    }

    private static Throwable rootOf(Throwable e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private final class Noting implements LiveIndex.Failures {

        @Override
        public void readFailed(Throwable cause) {
            if (RocksIndex.isDamage(cause)) {
                failures.offer(new Failure(false, cause));
            }
        }

        @Override
        public void writeFailed(Throwable cause) {
            failures.offer(new Failure(true, rootOf(cause)));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RocksIndex index = open;
        if (index != null) {
            noteThatItIsComplete(index);
            index.close();
        }
    }

    private void noteThatItIsComplete(RocksIndex index) {
        try {
            if (missing == null && !isWorthRepeating) {
                index.setComplete(true);
            }
        } catch (IndexUnavailableException e) {
            LOG.warn("the index will be compared with the record files at the next start", e);
        }
    }
}
