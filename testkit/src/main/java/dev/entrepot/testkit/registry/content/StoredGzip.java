package dev.entrepot.testkit.registry.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * A gzip member (RFC 1952) of stored blocks (RFC 1951, section 3.2.4): what is inside can be found by
 * arithmetic, so that it need not be compressed to know a byte of it. A comment in its header pads it to
 * an exact size.
 */
final class StoredGzip extends BlobContent {

    private static final int HEADER = 10;
    private static final int BLOCK = 65_535;
    private static final int BLOCK_HEADER = 5;
    private static final int TRAILER = 8;
    private static final byte FLAG_COMMENT = 0x10;

    private final BlobContent content;
    private final byte[] header;
    private final long bodySize;
    private final byte[] trailer;

    StoredGzip(BlobContent content, int padding) {
        this.content = content;
        this.header = header(padding);
        this.bodySize = bodySize(content.size());
        this.trailer = trailer(content);
    }

    /** Bytes of the gzip form, without padding, of a content of {@code size} bytes. */
    static long sizeFor(long size) {
        return HEADER + bodySize(size) + TRAILER;
    }

    private static long blocks(long size) {
        return Math.max(1, Math.ceilDiv(size, (long) BLOCK));
    }

    private static long bodySize(long size) {
        return size + BLOCK_HEADER * blocks(size);
    }

    private static byte[] header(int padding) {
        byte[] header = new byte[HEADER + padding];
        header[0] = 0x1f;
        header[1] = (byte) 0x8b;
        header[2] = 8;
        header[9] = (byte) 0xff;
        if (padding > 0) {
            header[3] = FLAG_COMMENT;
            Arrays.fill(header, HEADER, header.length - 1, (byte) '.');
        }
        return header;
    }

    private static byte[] trailer(BlobContent content) {
        CRC32 crc = new CRC32();
        content.forEachChunk(crc::update);
        return ByteBuffer.allocate(TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt((int) content.size())
                .array();
    }

    @Override
    public long size() {
        return header.length + bodySize + trailer.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(position, length, size());
        int done = 0;
        while (done < length) {
            done += readSome(position + done, target, offset + done, length - done);
        }
    }

    private int readSome(long position, byte[] target, int offset, int length) {
        if (position < header.length) {
            return copy(header, (int) position, target, offset, length);
        }
        long inBody = position - header.length;
        if (inBody >= bodySize) {
            return copy(trailer, (int) (inBody - bodySize), target, offset, length);
        }
        long block = inBody / (BLOCK + BLOCK_HEADER);
        int inBlock = (int) (inBody % (BLOCK + BLOCK_HEADER));
        long first = block * BLOCK;
        int size = (int) Math.min(BLOCK, content.size() - first);
        if (inBlock < BLOCK_HEADER) {
            boolean last = block == blocks(content.size()) - 1;
            return copy(blockHeader(size, last), inBlock, target, offset, length);
        }
        int some = Math.min(length, size - (inBlock - BLOCK_HEADER));
        content.read(first + inBlock - BLOCK_HEADER, target, offset, some);
        return some;
    }

    private static byte[] blockHeader(int size, boolean last) {
        return ByteBuffer.allocate(BLOCK_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (last ? 1 : 0))
                .putShort((short) size)
                .putShort((short) ~size)
                .array();
    }

    private static int copy(byte[] source, int from, byte[] target, int offset, int length) {
        int some = Math.min(length, source.length - from);
        System.arraycopy(source, from, target, offset, some);
        return some;
    }
}
