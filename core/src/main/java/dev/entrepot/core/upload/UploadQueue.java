package dev.entrepot.core.upload;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import java.time.Instant;
import java.util.List;

/**
 * What is owed to the bucket, and what is known to lie there. A blob is queued together with its registration, so that no
 * crash comes between them.
 *
 * <p>Writes throw {@link IndexUnavailableException} when nothing can be written; nothing here is needed to serve.
 */
public interface UploadQueue {

    Lookup<UploadEntry> find(UploadItem item);

    /** Adds or replaces. */
    void put(UploadEntry entry);

    /** Does nothing where anything is known of the item already. */
    void add(UploadEntry entry);

    void forget(UploadItem item);

    /**
     * Those that wait and are due, the longest due first.
     *
     * @param limit at least 1
     */
    Lookup<List<UploadEntry>> due(Instant until, int limit);

    /** Those given up, the first to be looked at again first. */
    Lookup<List<UploadEntry>> failed(int limit);

    /** From memory. */
    UploadTotals totals();

    /** Whether every blob that is held has been queued, or is known to lie in the bucket. */
    boolean isSurveyed();

    /** Survives a restart; to be taken back at the start and said at the end, so that a crash shows. */
    void setSurveyed(boolean surveyed);
}
