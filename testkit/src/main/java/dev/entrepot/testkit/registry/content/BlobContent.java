package dev.entrepot.testkit.registry.content;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Immutable bytes that can be read at any position and need not lie in memory.
 *
 * <p>A digest is computed once per content and algorithm: about three seconds for a GiB.
 */
public abstract class BlobContent {

    private static final int CHUNK = 1 << 16;

    private final Map<DigestAlgorithm, Digest> digests = new ConcurrentHashMap<>();

    BlobContent() {}

    /** The array is kept, not copied. */
    public static BlobContent of(byte[] bytes) {
        return new BytesContent(bytes);
    }

    /** Incompressible bytes, computed when they are read. */
    public static BlobContent random(long seed, long size) {
        return new RandomContent(seed, size);
    }

    public static BlobContent concat(BlobContent... parts) {
        return new ConcatContent(List.of(parts));
    }

    /** A valid gzip member around {@code content}, uncompressed inside, computed when it is read. */
    public static BlobContent gzip(BlobContent content) {
        return new StoredGzip(content, 0);
    }

    public abstract long size();

    /** Copies {@code length} bytes from {@code position} on; all of them must exist. */
    public abstract void read(long position, byte[] target, int offset, int length);

    public final BlobContent slice(long first, long length) {
        Objects.checkFromIndexSize(first, length, size());
        return first == 0 && length == size() ? this : new SliceContent(this, first, length);
    }

    public final Digest sha256() {
        return digest(DigestAlgorithm.SHA256);
    }

    public final Digest digest(DigestAlgorithm algorithm) {
        return digests.computeIfAbsent(algorithm, this::hash);
    }

    private Digest hash(DigestAlgorithm algorithm) {
        MessageDigest hash = algorithm.newMessageDigest();
        forEachChunk(hash::update);
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }

    /** Everything at once, for contents of at most 2 GiB. */
    public final byte[] toBytes() {
        byte[] bytes = new byte[Math.toIntExact(size())];
        read(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** Some bytes at once, as {@link #slice} then {@link #toBytes}. */
    public final byte[] toBytes(long first, int length) {
        return slice(first, length).toBytes();
    }

    final void forEachChunk(ChunkConsumer consumer) {
        byte[] buffer = new byte[(int) Math.min(CHUNK, size())];
        for (long position = 0; position < size(); position += buffer.length) {
            int length = (int) Math.min(buffer.length, size() - position);
            read(position, buffer, 0, length);
            consumer.accept(buffer, 0, length);
        }
    }

    interface ChunkConsumer {
        void accept(byte[] buffer, int offset, int length);
    }

    private static final class BytesContent extends BlobContent {
        private final byte[] bytes;

        BytesContent(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) {
            System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
        }

        @Override
        public String toString() {
            return bytes.length <= 64 ? Arrays.toString(bytes) : bytes.length + " bytes";
        }
    }

    private static final class SliceContent extends BlobContent {
        private final BlobContent whole;
        private final long first;
        private final long size;

        SliceContent(BlobContent whole, long first, long size) {
            this.whole = whole;
            this.first = first;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(position, length, size);
            whole.read(first + position, target, offset, length);
        }
    }
}
