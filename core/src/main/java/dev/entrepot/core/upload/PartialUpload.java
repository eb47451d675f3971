package dev.entrepot.core.upload;

import dev.entrepot.core.bucket.Multipart;
import java.util.ArrayList;
import java.util.List;

/**
 * A blob of which some parts have arrived.
 *
 * @param id what the bucket calls the upload; empty where one may have been begun and nobody knows
 * @param parts from the first on, without a gap
 */
public record PartialUpload(String id, List<Multipart.Part> parts) {

    static final PartialUpload PERHAPS_BEGUN = new PartialUpload("", List.of());

    public PartialUpload {
        parts = List.copyOf(parts);
    }

    boolean isKnown() {
        return !id.isEmpty();
    }

    PartialUpload with(Multipart.Part arrived) {
        List<Multipart.Part> more = new ArrayList<>(parts);
        more.add(arrived);
        return new PartialUpload(id, more);
    }
}
