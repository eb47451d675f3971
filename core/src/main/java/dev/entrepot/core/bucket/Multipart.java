package dev.entrepot.core.bucket;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.oci.Digest;
import java.util.List;

/**
 * A blob in several requests. What was begun lies in the bucket and costs money until it is completed or aborted, which
 * the bucket never does by itself.
 */
public interface Multipart {

    /** @param id what the bucket calls it */
    record Upload(Digest digest, String id) {}

    /**
     * A part that has arrived.
     *
     * @param number from 1
     * @param checksum of the part, as the bucket wants to hear it again; empty where none was sent
     */
    record Part(int number, String etag, String checksum) {}

    Sent<Upload> begin(Digest digest, Deadline deadline);

    /** Overtaken where the upload is no more. */
    Sent<Part> send(Upload upload, int number, Content content, Deadline deadline);

    /**
     * Overtaken where the condition does not hold or the upload is no more.
     *
     * @param parts in their order
     * @return the ETag
     */
    Sent<String> complete(Upload upload, List<Part> parts, Condition condition, Deadline deadline);

    /** Done also where the upload is no more. */
    Sent<Boolean> abort(Upload upload, Deadline deadline);

    /**
     * Those of one blob that nobody has completed or aborted, whoever began them. Costs a {@code LIST}; for after a crash,
     * when it is not known whether one was begun.
     */
    Sent<List<Upload>> unfinished(Digest digest, Deadline deadline);
}
