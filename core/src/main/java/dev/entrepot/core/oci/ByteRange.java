package dev.entrepot.core.oci;

/**
 * Some bytes of a blob of known size: both ends inclusive, as in {@code Content-Range}.
 *
 * @param first at least 0
 * @param last at least {@code first}
 */
public record ByteRange(long first, long last) {

    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no range: " + first + "-" + last);
        }
    }

    public long length() {
        return last - first + 1;
    }

    /** As in {@code Range: bytes=0-1}. */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
