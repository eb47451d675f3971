package dev.entrepot.testkit.registry.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A layer as runtimes unpack it: a tar of one file, and its gzip form of an exact size. */
final class LayerTar {

    private static final int RECORD = 512;
    private static final int END = 2 * RECORD;

    /** The smallest gzip form of a tar with an empty file. */
    static final long SMALLEST = StoredGzip.sizeFor(RECORD + END);

    private LayerTar() {}

    /**
     * The tar whose gzip form, padded, has {@code gzipSize} bytes.
     *
     * @param gzipSize at least {@link #SMALLEST}
     */
    static BlobContent tarFor(String name, long seed, long gzipSize) {
        long records = (gzipSize - SMALLEST) / RECORD;
        while (StoredGzip.sizeFor(RECORD + END + records * RECORD) > gzipSize) {
            records--;
        }
        return tar(name, BlobContent.random(seed, records * RECORD));
    }

    static BlobContent gzip(BlobContent tar, long gzipSize) {
        return new StoredGzip(tar, Math.toIntExact(gzipSize - StoredGzip.sizeFor(tar.size())));
    }

    /** @param file of a size that is a multiple of 512 */
    private static BlobContent tar(String name, BlobContent file) {
        return BlobContent.concat(BlobContent.of(header(name, file.size())), file, BlobContent.of(new byte[END]));
    }

    /** POSIX ustar. */
    private static byte[] header(String name, long size) {
        byte[] header = new byte[RECORD];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, "00000000000");
        put(header, 156, "0");
        put(header, 257, "ustar\0" + "00");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
