package dev.entrepot.core.pull;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A whole blob that is not stored: hashed on its way, its last byte withheld until the digest is verified, so that
 * nothing wrong ever looks whole.
 */
final class VerifyingBlob extends RelayedBlob {

    private final Digest digest;
    private final long size;
    private final MessageDigest hash;
    private long passed;
    private boolean ended;
    private @Nullable ByteBuffer lastByte;

    VerifyingBlob(RemoteBlob whole, Digest digest, long size) {
        super(whole);
        this.digest = digest;
        this.size = size;
        this.hash = digest.algorithm().newMessageDigest();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        while (!ended) {
            ByteBuffer chunk = super.next();
            if (chunk == null) {
                return released();
            }
            hash.update(chunk.duplicate());
            passed += chunk.remaining();
            if (passed > size) {
                throw new CorruptBlobException("more than the " + size + " bytes announced for " + digest);
            }
            if (passed == size) {
                lastByte = ByteBuffer.wrap(new byte[] {chunk.get(chunk.limit() - 1)});
                chunk.limit(chunk.limit() - 1);
            }
            if (chunk.hasRemaining()) {
                return chunk;
            }
        }
        return null;
    }

    private @Nullable ByteBuffer released() throws IOException {
        ended = true;
        String hex = HexFormat.of().formatHex(hash.digest());
        if (passed != size || !hex.equals(digest.hex())) {
            throw new CorruptBlobException("got " + passed + " bytes with digest " + hex + " for " + digest);
        }
        return lastByte;
    }
}
