package dev.entrepot.testkit.blob;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Wall clock and monotonic clock in one, that only move when told to. */
public final class ManualTime implements InstantSource {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong elapsed = new AtomicLong();

    @Override
    public Instant instant() {
        return START.plusNanos(elapsed.get());
    }

    public Clock clock() {
        return withZone(ZoneOffset.UTC);
    }

    /** To be injected where {@link System#nanoTime} is used. */
    public LongSupplier nanoTime() {
        return elapsed::get;
    }

    public void advance(Duration by) {
        elapsed.addAndGet(by.toNanos());
    }
}
