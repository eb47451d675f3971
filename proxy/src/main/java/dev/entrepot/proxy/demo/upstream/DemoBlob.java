package dev.entrepot.proxy.demo.upstream;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A layer, a config or a manifest: its bytes and how others refer to it. */
public final class DemoBlob {

    private final String mediaType;
    /** Several blobs may share the bytes behind these: the demonstration has to fit into entrepot's small heap. */
    private final List<ByteBuffer> slices;

    private final long size;
    private final Digest digest;

    private DemoBlob(String mediaType, List<ByteBuffer> slices) {
        this.mediaType = mediaType;
        this.slices = slices;
        this.size = slices.stream().mapToLong(ByteBuffer::remaining).sum();
        this.digest = digest(slices);
    }

    static DemoBlob of(String mediaType, List<ByteBuffer> slices) {
        return new DemoBlob(mediaType, List.copyOf(slices));
    }

    static DemoBlob json(String mediaType, String json) {
        return of(mediaType, List.of(StandardCharsets.UTF_8.encode(json)));
    }

    private static Digest digest(List<ByteBuffer> slices) {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        slices.forEach(slice -> hash.update(slice.duplicate()));
        return new Digest(DigestAlgorithm.SHA256, HexFormat.of().formatHex(hash.digest()));
    }

    public Digest digest() {
        return digest;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    String mediaType() {
        return mediaType;
    }

    /** As one manifest names it (image-spec, descriptor.md). */
    String descriptor() {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    /** Copies the bytes from {@code position} on that fill {@code target} up to {@code length}; all must exist. */
    void read(long position, byte[] target, int length) {
        Objects.checkFromIndexSize(position, length, size);
        int done = 0;
        long start = 0;
        for (ByteBuffer slice : slices) {
            long inside = position + done - start;
            if (done < length && inside < slice.remaining()) {
                int some = (int) Math.min(length - done, slice.remaining() - inside);
                slice.get(slice.position() + (int) inside, target, done, some);
                done += some;
            }
            start += slice.remaining();
        }
    }
}
