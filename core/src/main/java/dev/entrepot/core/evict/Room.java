package dev.entrepot.core.evict;

import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.oci.Digest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much room there is: what is held, what is arriving at its full size, and what earlier attempts left. Whoever wants
 * some gets it or waits for eviction, but not for long: a pull for which there is no room is passed through.
 */
public final class Room {

    private final UsageIndex usage;
    private final Space space;
    private final Watermarks watermarks;
    private final Runnable wanted;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Reservation> reservations = new HashSet<>();
    private final Map<Digest, Long> leftovers = new HashMap<>();
    private final Map<Long, Integer> waiting = new HashMap<>();
    private long unrecorded;
    private boolean exhausted;
    private long changes;

    /** @param wanted wakes whoever can make some; must not block */
    public Room(UsageIndex usage, Space space, Watermarks watermarks, Runnable wanted) {
        this.usage = usage;
        this.space = space;
        this.watermarks = watermarks;
        this.wanted = wanted;
    }

    /**
     * How full it is.
     *
     * @param capacity as configured
     * @param usable what the disk leaves of it
     * @param held bytes of whole blobs
     * @param reserved bytes for those arriving
     * @param leftovers bytes of those nobody continues
     */
    public record Level(long capacity, long usable, long held, long reserved, long leftovers) {}

    public Level level() {
        lock.lock();
        try {
            return new Level(
                    watermarks.capacity(),
                    marks().capacity(),
                    held(),
                    reservations.stream().mapToLong(Reservation::bytes).sum(),
                    left());
        } finally {
            lock.unlock();
        }
    }

    Space space() {
        return space;
    }

    /**
     * Room for a blob; what an earlier attempt left of it is part of it.
     *
     * @param written bytes of it that are on the disk already
     * @param patience how long to wait for eviction
     * @return empty when there is none, and will be none
     */
    Optional<Reservation> reserve(Digest digest, long bytes, long written, Duration patience) {
        lock.lock();
        try {
            if (!awaitRoom(digest, bytes, patience)) {
                return Optional.empty();
            }
            leftovers.remove(digest);
            Reservation reserved = new Reservation(bytes, written);
            reservations.add(reserved);
            if (committed() > marks().wake()) {
                wanted.run();
            }
            return Optional.of(reserved);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom(Digest digest, long bytes, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        waiting.merge(bytes, 1, Integer::sum);
        try {
            while (true) {
                Watermarks.Marks marks = marks();
                long others = committed() - leftovers.getOrDefault(digest, 0L);
                if (others + bytes <= marks.forFills()) {
                    return true;
                }
                if (exhausted || bytes > marks.forFills() || left <= 0) {
                    return false;
                }
                wanted.run();
                left = changed.awaitNanos(left);
            }
        } finally {
            waiting.computeIfPresent(bytes, (size, many) -> many == 1 ? null : many - 1);
        }
    }

    /** Whether something as small as a manifest may still be stored; it never waits. */
    boolean hasRoomForSmall(long bytes) {
        lock.lock();
        try {
            boolean fits = committed() + bytes <= marks().high();
            if (!fits) {
                wanted.run();
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** A fill has ended; what it leaves behind without being whole is still there. */
    void ended(Reservation reservation, Digest digest, long leftover) {
        lock.lock();
        try {
            if (reservations.remove(reservation)) {
                leftover(digest, leftover);
                exhausted = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is left of an attempt to fetch a blob; 0 when nothing is. */
    void leftover(Digest digest, long bytes) {
        lock.lock();
        try {
            if (bytes == 0) {
                leftovers.remove(digest);
            } else {
                leftovers.put(digest, bytes);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A blob is held that the index could not take down: it counts until a census has found it. */
    void unrecorded(long bytes) {
        lock.lock();
        try {
            unrecorded += bytes;
        } finally {
            lock.unlock();
        }
    }

    void allRecorded() {
        unrecordedAre(0);
    }

    /** In place of what was counted so far. */
    void unrecordedAre(long bytes) {
        lock.lock();
        try {
            unrecorded = bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the evictor's side ------------------------------------------------------------------------------------

    /** Bytes that have to go until the low mark is reached and the largest that waits fits. */
    long excess() {
        lock.lock();
        try {
            Watermarks.Marks marks = marks();
            long largest = waiting.keySet().stream()
                    .filter(size -> size <= marks.forFills())
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
            return committed() - Math.min(marks.low(), marks.forFills() - largest);
        } finally {
            lock.unlock();
        }
    }

    /** Whether eviction is worth beginning: somebody waits for it, or would soon. Others fill the disk as well. */
    boolean isCrowded() {
        lock.lock();
        try {
            return !waiting.isEmpty() || committed() > marks().wake();
        } finally {
            lock.unlock();
        }
    }

    /** To be asked before a round that may end as {@link #exhausted}. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Something went, or need not stay any more: whoever waits may look again. */
    public void freed() {
        lock.lock();
        try {
            exhausted = false;
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing more can go: nobody need wait until that changes.
     *
     * @param changesBefore as of {@link #changes} before it was found out
     */
    void exhausted(long changesBefore) {
        lock.lock();
        try {
            // What went, or need not stay any more, while that was found out: whoever waits has it found out again.
            exhausted = changes == changesBefore;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it would not fit in if there were nothing else, here and on the disk. */
    boolean isTooSmallFor(long bytes) {
        return bytes > watermarks.on(0, Long.MAX_VALUE).forFills();
    }

    private Watermarks.Marks marks() {
        long occupied = held() + left();
        for (Reservation reservation : reservations) {
            occupied += reservation.occupied();
        }
        return watermarks.on(occupied, space.free());
    }

    /** What is taken, or will be once everything has arrived. */
    private long committed() {
        long sum = held() + left();
        for (Reservation reservation : reservations) {
            sum += reservation.bytes();
        }
        return sum;
    }

    private long held() {
        return usage.totals().bytes() + unrecorded;
    }

    private long left() {
        return leftovers.values().stream().mapToLong(Long::longValue).sum();
    }
}
