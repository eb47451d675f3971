package dev.entrepot.core.pull;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import java.util.Set;

/** Every way in which a request for a blob can end. An answer that holds a lease or a stream is closed by its receiver. */
public sealed interface BlobAnswer {

    /** On disk, whole and verified. */
    record Stored(LocalBlob blob) implements BlobAnswer {}

    /**
     * On its way to disk; read it as it grows.
     *
     * @param file a lease on the growing file, the receiver's own
     * @param joined whether somebody else had started it
     */
    record Arriving(Download download, LocalBlob file, Dependency origin, boolean joined) implements BlobAnswer {}

    /**
     * A range far ahead of the fill, or a small one of a blob nobody is filling: read from the source in closed windows
     * and not stored. Unverified here, as every range is for whoever asks for one.
     *
     * @param size bytes of the whole blob
     * @param body starts at {@code range.first()}
     */
    record Windowed(RemoteBlob body, long size, ByteRange range) implements BlobAnswer {}

    /**
     * Straight from the source, because something needed for storing it is missing.
     *
     * @param body the whole blob, its last byte withheld until the digest is verified
     */
    record PassedThrough(RemoteBlob body, long size, Dependency missing) implements BlobAnswer {}

    /** The source has it; no body was asked for. */
    record Described(long size) implements BlobAnswer {}

    record Unknown(Lookup.Refusal refusal) implements BlobAnswer {}

    record Unavailable(Set<Dependency> missing, Throwable cause) implements BlobAnswer {

        /** Whether it was had and found wrong, rather than not had. */
        public boolean isCorrupt() {
            return cause instanceof CorruptBlobException;
        }
    }

    static BlobAnswer unavailable(Dependency dependency, Throwable cause) {
        return new Unavailable(Set.of(dependency), cause);
    }
}
