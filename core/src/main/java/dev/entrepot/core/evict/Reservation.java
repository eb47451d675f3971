package dev.entrepot.core.evict;

/** Room for one blob that is arriving. Its writer says how far it is, so that what it wrote is not counted twice. */
final class Reservation {

    private final long bytes;
    private volatile long written;

    /** @param bytes of the whole blob, on the disk */
    Reservation(long bytes, long written) {
        this.bytes = bytes;
        this.written = written;
    }

    long bytes() {
        return bytes;
    }

    void written(long now) {
        written = now;
    }

    long occupied() {
        return Math.min(written, bytes);
    }
}
