package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.discovery.ListAnswer;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.core.pull.ManifestAnswer;
import java.util.Locale;

/** How an answer came about; derived once, so that the header (RFC 9211), the log and the metrics cannot disagree. */
public enum CacheStatus {
    HIT("entrepot; hit"),
    REVALIDATED("entrepot; hit; detail=revalidated"),
    STALE("entrepot; hit; detail=stale"),
    MISS("entrepot; fwd=uri-miss; stored"),
    /** A miss for which no upstream was asked. */
    BUCKET("entrepot; fwd=uri-miss; stored; detail=bucket"),
    JOINED("entrepot; fwd=uri-miss; collapsed; stored"),
    WINDOW("entrepot; fwd=partial; detail=window"),
    PASSED_THROUGH("entrepot; fwd=bypass; detail=passthrough"),
    ASKED("entrepot; fwd=uri-miss; detail=probe"),
    UNKNOWN("entrepot; fwd=uri-miss; detail=unknown"),
    UNAVAILABLE("entrepot; fwd=uri-miss; detail=unavailable"),
    CORRUPT("entrepot; fwd=uri-miss; detail=corrupt");

    private final String header;
    private final String label = name().toLowerCase(Locale.ROOT);

    CacheStatus(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }

    /** In the log and in metrics. */
    public String label() {
        return label;
    }

    static CacheStatus of(BlobAnswer answer) {
        return switch (answer) {
            case BlobAnswer.Stored stored -> HIT;
            case BlobAnswer.Arriving arriving -> arriving.joined() ? JOINED : miss(arriving.origin());
            case BlobAnswer.Windowed windowed -> WINDOW;
            case BlobAnswer.PassedThrough passed -> PASSED_THROUGH;
            case BlobAnswer.Described described -> ASKED;
            case BlobAnswer.Unknown unknown -> UNKNOWN;
            case BlobAnswer.Unavailable unavailable -> unavailable.isCorrupt() ? CORRUPT : UNAVAILABLE;
        };
    }

    private static CacheStatus miss(Dependency origin) {
        return origin == Dependency.BUCKET ? BUCKET : MISS;
    }

    static CacheStatus of(ManifestAnswer answer) {
        return switch (answer) {
            case ManifestAnswer.Fresh fresh ->
                switch (fresh.how()) {
                    case HIT -> HIT;
                    case REVALIDATED -> REVALIDATED;
                    case RECALLED -> BUCKET;
                    case FETCHED -> MISS;
                };
            case ManifestAnswer.Stale stale -> STALE;
            case ManifestAnswer.Unknown unknown -> UNKNOWN;
            case ManifestAnswer.Unavailable unavailable -> unavailable.isCorrupt() ? CORRUPT : UNAVAILABLE;
        };
    }

    static CacheStatus of(ListAnswer.Standing standing) {
        return switch (standing) {
            case REMEMBERED -> HIT;
            case FETCHED -> MISS;
            case STALE, HELD -> STALE;
        };
    }
}
