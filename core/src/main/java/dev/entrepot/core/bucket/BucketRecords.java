package dev.entrepot.core.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Reference;

/** The small records under {@code repositories/}, as on disk. */
public interface BucketRecords {

    /** @param etag of the version that was read, quotes included */
    record Read<T>(T value, String etag) {}

    Lookup<Read<ManifestRecord>> manifest(Reference.ByDigest reference, Deadline deadline);

    Lookup<Read<TagRecord>> tag(Reference.ByTag tag, Deadline deadline);

    /** The ETag of what lies in a record's place and is none, as after a torn write; absent where it is one, or nothing lies there. */
    Lookup<String> torn(Reference reference, Deadline deadline);

    /** @return the ETag */
    Sent<String> putManifest(
            Reference.ByDigest reference, ManifestRecord manifest, Condition condition, Deadline deadline);

    /** @return the ETag */
    Sent<String> putTag(Reference.ByTag tag, TagRecord record, Condition condition, Deadline deadline);
}
