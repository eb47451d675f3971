package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who may read a window of one blob: so many at a time, in the order they came. A turn is for the transfer and not for the
 * client behind it: who had his for a while makes way for who waits, so that those who read slowly hold up no other.
 */
final class Turns {

    private static final int AT_A_TIME = 2;

    /** A window of 8 MiB in this time is 2.8 MB/s; then half of what waits has its turn after as long again. */
    private static final Duration LENGTH = Duration.ofSeconds(3);

    /** Whoever is next in line looks this often whether a turn has ended meanwhile by its time. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LongSupplier nanoTime;
    private final Runnable leaving;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private final Deque<Turn> taken = new ArrayDeque<>();

    /** @param leaving called whenever a turn has ended */
    Turns(LongSupplier nanoTime, Runnable leaving) {
        this.nanoTime = nanoTime;
        this.leaving = leaving;
    }

    /** What somebody holds while he reads. */
    interface Holder {

        /** Gives the turn back now, unless it is being made use of at this moment; does not block. */
        boolean makeWay();
    }

    /** Blocks; empty when there was none by the deadline. */
    synchronized Optional<Turn> take(Deadline deadline) throws InterruptedException {
        Object me = new Object();
        waiting.add(me);
        try {
            while (!me.equals(waiting.peek()) || !hasRoom()) {
                if (deadline.isOver()) {
                    return Optional.empty();
                }
                Duration pause = deadline.left().compareTo(LOOK) < 0 ? deadline.left() : LOOK;
                TimeUnit.NANOSECONDS.timedWait(this, pause.toNanos());
            }
            Turn mine = new Turn();
            taken.add(mine);
            return Optional.of(mine);
        } finally {
            waiting.remove(me);
            notifyAll();
        }
    }

    private boolean hasRoom() {
        return taken.size() < AT_A_TIME
                || List.copyOf(taken).stream().filter(Turn::isOver).anyMatch(Turn::makeWay);
    }

    private synchronized void giveBack(Turn turn) {
        taken.remove(turn);
        notifyAll();
        leaving.run();
    }

    private synchronized boolean isWanted(Turn turn) {
        return !waiting.isEmpty() && turn.isOver();
    }

    /** Begins when the transfer has begun; until then nothing is to be had by taking it. */
    final class Turn {

        private Optional<Holder> holder = Optional.empty();
        private long began;

        void begin(Holder who) {
            synchronized (Turns.this) {
                holder = Optional.of(who);
                began = nanoTime.getAsLong();
            }
        }

        /** Whether its time is over, and somebody waits. */
        boolean isWanted() {
            return Turns.this.isWanted(this);
        }

        /** Once. */
        void giveBack() {
            Turns.this.giveBack(this);
        }

        private boolean isOver() {
            return holder.isPresent() && nanoTime.getAsLong() - began >= LENGTH.toNanos();
        }

        private boolean makeWay() {
            return holder.orElseThrow().makeWay();
        }
    }
}
