package dev.entrepot.core.index;

import dev.entrepot.core.oci.Digest;
import java.time.Duration;
import java.time.Instant;

/**
 * How much use a held blob has been, and when its turn to be evicted comes.
 *
 * <p>Ranks are GreedyDual-Size with frequency: a blob's rank is the clock at its last use plus its {@link #weight}, the
 * lowest rank goes first, and the clock is the rank of what went last. So the clock moves on by one with each turnover
 * of the large blobs that were used once, and a blob of weight {@code w} outlives {@code w} of those turnovers: a scan of
 * images nobody asks for again does not flush the rest. Nothing has to be tuned to the capacity, and what was popular
 * long ago is overtaken in the end.
 *
 * @param rank equal ranks go by last use
 * @param uses at least 1; see {@link #ONE_USE}
 * @param bytes what it takes on the disk
 */
public record Usage(Digest digest, long rank, int uses, Instant lastUsed, long bytes) {

    /** Uses closer together than this are one: the ranges of one pull, the nodes of one rollout. */
    public static final Duration ONE_USE = Duration.ofMinutes(1);

    /** More uses than this add nothing, so that no blob stays for ever for what it once was. */
    public static final int MOST_USES = 16;

    /** Bytes that come in the time of one round trip to a registry: the cost of a fetch that has nothing to do with size. */
    private static final long ROUND_TRIP = 4L << 20;

    private static final long MOST_FOR_SMALLNESS = 64;

    /** A blob that has just come, which is its first use. */
    public static Usage first(Digest digest, long bytes, Instant at, long clock) {
        return new Usage(digest, clock + weight(1, bytes), 1, at, bytes);
    }

    /**
     * In turnovers of the cache: how often it was used, times what fetching one byte of it again would cost compared with
     * a byte of a large blob. Manifests and configurations get 64 for a use, a layer of 1 MiB 5, a large one 1.
     */
    static long weight(int uses, long bytes) {
        long smallness = Math.min(MOST_FOR_SMALLNESS, 1 + ROUND_TRIP / Math.max(1, bytes));
        return Math.min(uses, MOST_USES) * smallness;
    }

    /** Whether a use at {@code at} is another one; also where a clock that was wrong has put the last one far ahead. */
    public boolean isAnotherUse(Instant at) {
        return Duration.between(lastUsed, at).abs().compareTo(ONE_USE) >= 0;
    }

    public Usage usedAgain(Instant at, long clock) {
        int more = Math.min(uses + 1, MOST_USES);
        return new Usage(digest, clock + weight(more, bytes), more, at, bytes);
    }

    /** Its turn has come but it has to stay: it comes up again when it would have gone again. */
    public Usage spared() {
        return new Usage(digest, rank + weight(uses, bytes), uses, lastUsed, bytes);
    }

    public Usage withBytes(long measured) {
        return new Usage(digest, rank, uses, lastUsed, measured);
    }
}
