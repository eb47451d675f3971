package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.evict.Books;
import dev.entrepot.core.evict.BoundedStore;
import dev.entrepot.core.evict.BrokenTransfers;
import dev.entrepot.core.evict.Census;
import dev.entrepot.core.evict.Evicting;
import dev.entrepot.core.evict.Evictor;
import dev.entrepot.core.evict.Keeping;
import dev.entrepot.core.evict.Room;
import dev.entrepot.core.evict.Space;
import dev.entrepot.core.evict.UseNotes;
import dev.entrepot.core.evict.Watermarks;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pin.Pins;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the blobs within their capacity, on two threads of its own: one that writes down what was used and evicts, and
 * one that compares files and records once, at the start.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long TICK_SECONDS = 5;
    private static final long CLOSE_SECONDS = 10;

    /** A comparison that failed reads every file's size again: not more often than once a minute. */
    private static final int TICKS_TO_REPEAT = 12;

    /**
     * What it works on.
     *
     * @param isOwed whether a blob has to stay because the bucket does not have it yet
     * @param watch told of waits for locks
     */
    record Means(
            BlobStore store,
            BlobFiles files,
            Books books,
            Space space,
            Predicate<Digest> isOwed,
            Evicting observer,
            Watch watch) {}

    private final Books books;
    private final UseNotes notes = new UseNotes();
    private final Pins pins;
    private final Room room;
    private final BoundedStore store;
    private final Evictor evictor;
    private final Census census;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean isWanted = new AtomicBoolean();
    private final ExecutorService comparing;
    private volatile boolean started;
    private volatile boolean closing;
    private int ticks;

    /** @param pins what never goes */
    Housekeeping(Means means, Watermarks watermarks, Pins pins) {
        this.pins = pins;
        this.books = means.books();
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("evict").daemon(true).factory());
        this.room = new Room(books.usage(), means.space(), watermarks, this::wanted);
        this.store = new BoundedStore(means.store(), books, room, notes, means.watch());
        BrokenTransfers leftovers = new BrokenTransfers(means.files(), books.clock());
        leftovers.countInto(room);
        this.evictor =
                new Evictor(room, store, books, notes, leftovers, new Kept(pins, means.isOwed()), means.observer());
        this.census = new Census(means.files(), books.usage(), store, room);
        this.comparing = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("census").daemon(true).factory());
    }

    void start() {
        thread.execute(() -> guarded(pins::load));
        thread.scheduleWithFixedDelay(() -> guarded(this::tick), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        started = true;
        compare();
    }

    private void tick() {
        pins.load();
        evictor.tick();
        if (++ticks % TICKS_TO_REPEAT == 0 && census.hasFailed()) {
            compare();
        }
    }

    /** Pinned, or owed to the bucket. */
    private record Kept(Pins pins, Predicate<Digest> isOwed) implements Keeping {

        @Override
        public boolean isKept(Digest digest) {
            return pins.isPinned(digest) || isOwed.test(digest);
        }

        @Override
        public boolean isKnown() {
            return pins.isKnown();
        }
    }

    /** An index that was made anew or repaired knows the blobs, but not what they take and who goes first. */
    void indexReplaced() {
        if (started) {
            compare();
        }
    }

    private void compare() {
        try {
            comparing.execute(() -> guarded(() -> census.take(() -> !closing)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Files and records are compared at the next start: {}", e.toString());
        }
    }

    /** Called under a lock by whoever wants room; however many do, one round is enough for all. */
    private void wanted() {
        if (isWanted.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    isWanted.set(false);
                    guarded(evictor::round);
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("Nobody makes room any more: {}", e.toString());
            }
        }
    }

    /** A task that throws would never run again. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Eviction failed unexpectedly", e);
        }
    }

    BoundedStore store() {
        return store;
    }

    Pins pins() {
        return pins;
    }

    Room room() {
        return room;
    }

    UseNotes notes() {
        return notes;
    }

    Books books() {
        return books;
    }

    /** Nothing may come or go any more; the index has to be open still. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        comparing.shutdown();
        try {
            if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    && comparing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                evictor.writeUses();
                census.close();
            } else {
                LOG.warn("Eviction goes on while the index closes; the next start compares files and records");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
