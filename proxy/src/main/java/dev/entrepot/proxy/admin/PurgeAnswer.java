package dev.entrepot.proxy.admin;

import dev.entrepot.core.pull.PurgeReport;
import java.util.List;

/**
 * What {@code POST /purge} answers.
 *
 * @param purged what it was taken for
 * @param manifests records of them; the bytes of a manifest count as a blob
 * @param problems what could not be done, a line each
 */
public record PurgeAnswer(String purged, int tags, int manifests, int blobs, long freedBytes, List<String> problems) {

    static PurgeAnswer of(String purged, PurgeReport report) {
        return new PurgeAnswer(
                purged, report.tags(), report.manifests(), report.blobs(), report.bytes(), report.problems());
    }
}
