package dev.entrepot.core.blob;

import dev.entrepot.core.oci.ByteRange;
import java.util.Optional;

/** Which bytes of a remote blob are asked for. */
public sealed interface Window {

    /** Everything, without a {@code Range} header. */
    record All() implements Window {}

    /**
     * Everything from {@code offset} on. A source may answer with everything instead: the stream's
     * {@link RemoteBlob#offset()} tells.
     *
     * @param offset at least 1
     * @param validator a strong {@code ETag} the rest has to belong to
     */
    record From(long offset, Optional<String> validator) implements Window {}

    /**
     * A closed range. A source that cannot do it is unreachable for it; of what lies beyond the end there is a stream without
     * a byte, which knows its size.
     */
    record Closed(ByteRange range) implements Window {}

    static Window all() {
        return new All();
    }

    /** The cheapest question that tells existence, size and permission: {@code bytes=0-0}. */
    static Window probe() {
        return new Closed(new ByteRange(0, 0));
    }
}
