package dev.entrepot.core.bucket;

/** When an object may be written. */
public sealed interface Condition {

    /** Only where there is none: two entrepots that hold the same blob store it once. */
    record Absent() implements Condition {}

    /**
     * Only in place of this one.
     *
     * @param etag as it was read, quotes included
     */
    record Unchanged(String etag) implements Condition {}

    static Condition absent() {
        return new Absent();
    }
}
