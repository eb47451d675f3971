package dev.entrepot.core.upload;

import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;

/** What tells one state of a record from another; kept for ever, so nothing here may depend on the process. */
final class RecordVersions {

    private RecordVersions() {}

    /** Everything else in it follows from the manifest's digest. */
    static String of(ManifestRecord record) {
        StringBuilder version = new StringBuilder(record.isPublic() ? "p" : "-");
        for (ManifestRecord.Child child : record.children()) {
            version.append(child.proven() ? (child.isPublic() ? 'P' : '1') : '0');
        }
        return version.toString();
    }

    /** The time of the last check is left out: it is sent along, but is no reason to send. */
    static String of(TagRecord record) {
        return switch (record) {
            case TagEntry entry -> entry.digest().toString();
            case GoneTag gone -> "gone";
        };
    }
}
