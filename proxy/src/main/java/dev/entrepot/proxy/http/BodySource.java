package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.core.pull.ManifestAnswer;
import java.util.Locale;

/** Where the bytes of an answer came from; derived from the answer, like {@link CacheStatus}. */
public enum BodySource {
    /** Manifests, and small blobs. */
    MEMORY,
    DISK,
    /** A file that was still growing, of what an upstream sends. */
    ARRIVING,
    /** From the bucket, kept here or not. */
    BUCKET,
    /** Passed on without being kept, or fetched for this very answer. */
    UPSTREAM,
    /** Our own words: errors, pings and lists. */
    OURSELVES;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** In the log and in metrics. */
    public String label() {
        return label;
    }

    static BodySource of(BlobAnswer answer) {
        return switch (answer) {
            case BlobAnswer.Stored stored -> stored.blob().inMemory().isPresent() ? MEMORY : DISK;
            case BlobAnswer.Arriving arriving -> arriving.origin() == Dependency.BUCKET ? BUCKET : ARRIVING;
            case BlobAnswer.Windowed windowed -> of(windowed.body());
            case BlobAnswer.PassedThrough passed -> of(passed.body());
            case BlobAnswer.Described described -> OURSELVES;
            case BlobAnswer.Unknown unknown -> OURSELVES;
            case BlobAnswer.Unavailable unavailable -> OURSELVES;
        };
    }

    private static BodySource of(RemoteBlob body) {
        return body.origin() == Dependency.BUCKET ? BUCKET : UPSTREAM;
    }

    static BodySource of(ManifestAnswer answer) {
        return switch (answer) {
            case ManifestAnswer.Fresh fresh ->
                switch (fresh.how()) {
                    case HIT, REVALIDATED -> MEMORY;
                    case RECALLED -> BUCKET;
                    case FETCHED -> UPSTREAM;
                };
            case ManifestAnswer.Stale stale -> MEMORY;
            case ManifestAnswer.Unknown unknown -> OURSELVES;
            case ManifestAnswer.Unavailable unavailable -> OURSELVES;
        };
    }
}
