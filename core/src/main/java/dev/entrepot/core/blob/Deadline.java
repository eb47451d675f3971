package dev.entrepot.core.blob;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point on a monotonic clock by which something has to have happened.
 *
 * @param nanoTime the clock, such as {@link System#nanoTime}
 * @param at in its nanoseconds
 */
public record Deadline(LongSupplier nanoTime, long at) {

    public static Deadline after(Duration duration, LongSupplier nanoTime) {
        return new Deadline(nanoTime, nanoTime.getAsLong() + duration.toNanos());
    }

    public static Deadline after(Duration duration) {
        return after(duration, System::nanoTime);
    }

    /** Never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, at - nanoTime.getAsLong()));
    }

    public boolean isOver() {
        return at - nanoTime.getAsLong() <= 0;
    }

    /** This one, or {@code duration} from now, whichever comes first. */
    public Deadline atMost(Duration duration) {
        Deadline other = after(duration, nanoTime);
        return other.at - at < 0 ? other : this;
    }
}
