package dev.entrepot.core.diagnosis;

import dev.entrepot.core.diagnosis.Facts.Again;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The last minutes of one lane: at most some 20 KiB, whatever happens in it. Its lock is held for as long as it takes to
 * count.
 */
final class LaneHistory {

    private final LongSupplier nanoTime;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Outcomes outcomes = new Outcomes();
    private final OpenFailures open = new OpenFailures();
    private final Durations durations = new Durations();
    private final Samples recoveries = new Samples();
    private long well;
    private long wellSince;

    LaneHistory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param ended called after each passage */
    Passage enter(String subject, Runnable ended) {
        return new Timed(subject, underWay.incrementAndGet(), true, ended);
    }

    Passage queued(int ahead, Runnable ended) {
        return new Timed(Watch.NO_SUBJECT, ahead, false, ended);
    }

    private synchronized void well(String subject, long took, int waiting, long now) {
        well++;
        wellSince++;
        outcomes.addWell(now);
        // Who waits for nobody says nothing about waiting.
        if (waiting > 0) {
            durations.add(took, now, waiting);
        }
        open.well(subject).ifPresent(failure -> {
            outcomes.addRecovered(failure.reason, failure.since);
            recoveries.add(now - failure.since, now, 1);
        });
    }

    private synchronized void failed(String subject, String reason, long now) {
        wellSince = 0;
        outcomes.addFailed(now);
        if (open.failed(subject, reason, now, well)) {
            outcomes.addMet(reason, now);
        }
    }

    synchronized Facts facts() {
        long now = nanoTime.getAsLong();
        long since = now - Outcomes.WINDOW_NANOS;
        open.forgetBefore(since);
        long[] after = recoveries.took(since);
        Again again = new Again(
                outcomes.recovered(now),
                Duration.ofNanos(Durations.quantile(after, 0.5)),
                open.size(),
                open.askedAgain(),
                open.repeats(),
                open.since(now));
        return new Facts(
                outcomes.asked(now),
                outcomes.failed(now),
                wellSince,
                outcomes.met(now),
                again,
                open.worst(now, well),
                durations.loads(since),
                durations.spread(since));
    }

    private final class Timed implements Passage {

        private final String subject;
        private final int waiting;
        private final boolean isCounted;
        private final Runnable ended;
        private final long start = nanoTime.getAsLong();

        Timed(String subject, int waiting, boolean isCounted, Runnable ended) {
            this.subject = subject;
            this.waiting = waiting;
            this.isCounted = isCounted;
            this.ended = ended;
        }

        @Override
        public void well() {
            long now = nanoTime.getAsLong();
            LaneHistory.this.well(subject, now - start, waiting, now);
            left();
        }

        @Override
        public void failed(String reason) {
            LaneHistory.this.failed(subject, reason, nanoTime.getAsLong());
            left();
        }

        @Override
        public void left() {
            if (isCounted) {
                underWay.decrementAndGet();
            }
            ended.run();
        }
    }
}
