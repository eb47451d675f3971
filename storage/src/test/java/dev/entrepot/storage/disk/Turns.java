package dev.entrepot.storage.disk;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs several threads one step at a time, in an order that a seed decides. A step ends where a thread calls {@link
 * #passOn}, waits for a lock, or ends; whoever waits for a lock goes on by itself, to its next step, when it gets it.
 */
final class Turns {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MAX_STEPS = 10_000;

    @SuppressWarnings("ThreadLocalUsage") // one for each game, which is short
    private final ThreadLocal<Player> self = new ThreadLocal<>();

    private final List<Player> players = new ArrayList<>();
    private final Random random;
    private int steps;

    Turns(long seed) {
        this.random = new Random(seed);
    }

    private static final class Player {
        private final FutureTask<@Nullable Void> work;
        private final Semaphore turn = new Semaphore(0);
        private final AtomicInteger taken = new AtomicInteger();
        private volatile boolean atGate;
        private @Nullable Thread thread;

        Player(FutureTask<@Nullable Void> work) {
            this.work = work;
        }

        void awaitTurn() {
            atGate = true;
            turn.acquireUninterruptibly();
            atGate = false;
            taken.incrementAndGet();
        }

        /** True where it does nothing until another one does something. */
        boolean rests() {
            return work.isDone() || atGate || waitsForSomebody();
        }

        /** Not for a lock that is free already: then it is about to go on. */
        private boolean waitsForSomebody() {
            ThreadInfo now =
                    THREADS.getThreadInfo(Objects.requireNonNull(thread).threadId());
            return now != null && now.getLockOwnerId() != -1;
        }
    }

    /** Everybody else may have a turn now; does nothing for a thread that does not play. */
    void passOn() {
        Player player = self.get();
        if (player != null) {
            player.awaitTurn();
        }
    }

    /** Plays all of them to their ends. */
    void play(List<Callable<@Nullable Void>> works) throws Exception {
        for (Callable<@Nullable Void> work : works) {
            start(work);
        }
        settle();
        while (!isOver()) {
            if (++steps > MAX_STEPS) {
                throw new AssertionError("they never end");
            }
            Player next = next();
            int before = next.taken.get();
            next.turn.release();
            await(() -> next.taken.get() > before);
            settle();
        }
        for (Player player : players) {
            player.work.get();
        }
    }

    private void start(Callable<@Nullable Void> work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work);
        Player player = new Player(task);
        Thread thread = Thread.ofPlatform().daemon(true).unstarted(() -> {
            self.set(player);
            player.awaitTurn();
            task.run();
        });
        player.thread = thread;
        players.add(player);
        thread.start();
    }

    private Player next() {
        List<Player> waiting = players.stream().filter(player -> player.atGate).toList();
        return waiting.get(random.nextInt(waiting.size()));
    }

    /**
     * Until nobody moves any more. Whoever waited when it was looked at may have been let go by one who rested only when it
     * was looked at itself, so everybody is looked at as often as there are players, and once more.
     */
    private void settle() {
        await(() -> IntStream.rangeClosed(0, players.size())
                .allMatch(look -> players.stream().allMatch(Player::rests)));
        // Whoever was let go by the last one seems to wait until a processor is free for him.
        await(() -> players.stream().anyMatch(player -> player.atGate) || isOver(), "everybody waits for a lock");
    }

    private boolean isOver() {
        return players.stream().allMatch(player -> player.work.isDone());
    }

    private static void await(BooleanSupplier done) {
        await(done, "somebody neither goes on nor waits");
    }

    private static void await(BooleanSupplier done, String otherwise) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError(otherwise);
            }
            Thread.onSpinWait();
        }
    }
}
