package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which blobs are held, how much use each has been, and who goes first when room is needed. None of this is needed to
 * serve, and none of it is the truth: the files are.
 *
 * <p>Writes throw {@link IndexUnavailableException} when nothing can be written.
 */
public interface UsageIndex {

    Lookup<Usage> find(Digest digest);

    /** A blob is held from now on. Of one that is known already only the size is brought up to date. */
    void held(Digest digest, long bytes, Instant since);

    /** Blobs were used. What is not held is passed over, and so is what was used a moment ago ({@link Usage#ONE_USE}). */
    void used(Collection<Digest> digests, Instant at);

    /**
     * The next to go, the first of them first. Costs as much as it returns, whatever is stored and was evicted before.
     *
     * @param passed whom to go on after, as this told of it; empty for those whose turn it is
     * @param limit at least 1
     */
    Lookup<List<Usage>> weakest(Optional<Usage> passed, int limit);

    /** It was the next to go and has to stay: it comes up again when it would have gone had it been used just now. */
    void spared(Digest digest);

    /** It was the next to go and is gone; the clock moves on to its rank. */
    void evicted(Digest digest);

    /** It is gone for another reason. */
    void forgotten(Digest digest);

    /** From memory. */
    UsageTotals totals();

    /** All in the order of their digests, a page at a time. */
    Lookup<List<Usage>> after(Optional<Digest> last, int limit);

    /** Whether every blob is known that was held when this was last said. */
    boolean isComplete();

    /** Survives a restart; to be taken back at the start and said at the end, so that a crash shows. */
    void setComplete(boolean complete);
}
