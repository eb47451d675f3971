package dev.entrepot.core.blob;

import dev.entrepot.core.oci.Digest;
import java.nio.ByteBuffer;

/** A manifest, byte for byte as the upstream sent it; never parsed and written again. */
public final class Manifest {

    /** Bytes. The specification asks for 4 MiB at least; this bounds what one request may hold in memory. */
    public static final int MAX_SIZE = 16 << 20;

    private final Digest digest;
    private final String mediaType;
    private final ByteBuffer body;

    /**
     * @param digest of {@code body}, checked by whoever calls
     * @param mediaType the {@code Content-Type} exactly as received
     * @param body owned by the manifest from here on
     */
    public Manifest(Digest digest, String mediaType, ByteBuffer body) {
        this.digest = digest;
        this.mediaType = mediaType;
        this.body = body.asReadOnlyBuffer();
    }

    public Digest digest() {
        return digest;
    }

    public String mediaType() {
        return mediaType;
    }

    public int size() {
        return body.remaining();
    }

    /** A read-only view of one's own. */
    public ByteBuffer body() {
        return body.duplicate();
    }

    @Override
    public String toString() {
        return digest + " (" + mediaType + ", " + size() + " bytes)";
    }
}
