package dev.entrepot.proxy.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets something be said every ten seconds, however often it happens. */
final class Seldom {

    private static final long EVERY = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicLong saidAt;

    /** @param nanoTime a monotonic clock, such as {@link System#nanoTime} */
    Seldom(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.saidAt = new AtomicLong(nanoTime.getAsLong() - EVERY);
    }

    /** Whether to say it now. */
    boolean isTime() {
        long now = nanoTime.getAsLong();
        long before = saidAt.get();
        return now - before >= EVERY && saidAt.compareAndSet(before, now);
    }
}
