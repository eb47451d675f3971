package dev.entrepot.core.pull;

import java.util.List;

/**
 * What a purge took away.
 *
 * @param manifests records of them; the bytes of a manifest count as a blob
 * @param bytes of the blobs
 * @param problems one line each; what they speak of is still there
 */
public record PurgeReport(int tags, int manifests, int blobs, long bytes, List<String> problems) {

    public PurgeReport {
        problems = List.copyOf(problems);
    }

    public boolean isComplete() {
        return problems.isEmpty();
    }
}
