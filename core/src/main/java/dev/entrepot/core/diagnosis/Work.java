package dev.entrepot.core.diagnosis;

import dev.entrepot.core.blob.Dependency;
import java.time.Duration;
import java.util.Locale;

/** What kind of work is done at a dependency. */
public enum Work {
    /** Manifests by {@code GET} and {@code HEAD}, to the head of the answer, at one host. */
    MANIFEST(Dependency.UPSTREAM, 2_000),
    /** A blob or the rest of one, to the head of the answer, at one host. */
    BLOB(Dependency.UPSTREAM, 2_000),
    /** Tags and referrers. */
    LIST(Dependency.UPSTREAM, 5_000),
    TOKEN(Dependency.UPSTREAM, 2_000),
    /** For a turn under the limit of an upstream that was set here. */
    TURN(Dependency.UPSTREAM, 1_000),
    /** The bytes of a body, of which only the end is told: how long they take is a matter of their number. */
    BODY(Dependency.UPSTREAM, Work.UNTIMED),
    BUCKET_GET(Dependency.BUCKET, 1_000),
    /** As {@link #BODY}; also told when what came whole was wrong. */
    BUCKET_BODY(Dependency.BUCKET, Work.UNTIMED),
    BUCKET_HEAD(Dependency.BUCKET, 1_000),
    /** Of any size up to a gigabyte. */
    BUCKET_PUT(Dependency.BUCKET, Work.UNTIMED),
    BUCKET_RECORD(Dependency.BUCKET, 1_000),
    /** A piece of a blob into the page cache, until that is full. */
    WRITE(Dependency.DISK, 100),
    /** Until it has reached the disk: {@code fdatasync} of at most 16 MiB, {@code fsync} of a folder. */
    FORCE(Dependency.DISK, 250),
    /** Names: opening, renaming, deleting. */
    NAME(Dependency.DISK, 100),
    /** Small record files. */
    RECORD(Dependency.DISK, 100),
    INDEX_READ(Dependency.INDEX, 50),
    INDEX_WRITE(Dependency.INDEX, 100),
    /** For a lock that somebody else holds. */
    LOCK(Dependency.DISK, 250),
    /** For a thread that fills. */
    FILL_QUEUE(Dependency.DISK, 1_000),
    /** For a thread that works on files. */
    DISK_QUEUE(Dependency.DISK, 100),
    /** For somebody else's fill to have its first byte. */
    JOIN(Dependency.UPSTREAM, 5_000);

    private static final long UNTIMED = Long.MAX_VALUE / 1_000_000;

    private final Dependency dependency;
    private final long slowMillis;
    private final String label = name().toLowerCase(Locale.ROOT);

    Work(Dependency dependency, long slowMillis) {
        this.dependency = dependency;
        this.slowMillis = slowMillis;
    }

    public Dependency dependency() {
        return dependency;
    }

    /** In the log, in {@code /status} and in metrics. */
    public String label() {
        return label;
    }

    /** Where the median is this or more, something is slow that nobody expects to be. */
    Duration slow() {
        return Duration.ofMillis(slowMillis);
    }

    /** Whether nothing is done but waiting, so that it takes no time where nobody is before. */
    boolean isWait() {
        return switch (this) {
            case LOCK, FILL_QUEUE, DISK_QUEUE -> true;
            default -> false;
        };
    }
}
