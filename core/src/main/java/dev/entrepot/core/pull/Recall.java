package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What other entrepots, or this one in an earlier life, knew of manifests and tags. Blocks for a moment
 * at most, and not beyond the deadline of whoever waits for all of it. */
public interface Recall {

    Recall NOTHING = new Recall() {
        @Override
        public boolean manifest(Reference.ByDigest reference, Deadline deadline) {
            return false;
        }

        @Override
        public Optional<ByteBuffer> content(Digest digest, Deadline deadline) {
            return Optional.empty();
        }

        @Override
        public Optional<TagEntry> tag(Reference.ByTag tag, Deadline deadline) {
            return Optional.empty();
        }
    };

    /** Whether it is remembered that a manifest belongs to its repository; then that is known here too from now on. */
    boolean manifest(Reference.ByDigest reference, Deadline deadline);

    /** The bytes of a manifest, verified and kept here from now on. */
    Optional<ByteBuffer> content(Digest digest, Deadline deadline);

    /** Empty also where the last that is known of it is that it is gone. */
    Optional<TagEntry> tag(Reference.ByTag tag, Deadline deadline);
}
