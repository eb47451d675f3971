package dev.entrepot.proxy.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer that has ended, for whoever counts. Valid only while it is being told. */
public interface Answered {

    /** Stands for an upstream where a request named none that is configured. */
    String NO_UPSTREAM = "-";

    /** What was asked for. */
    enum Route {
        PING,
        MANIFEST,
        BLOB,
        TAGS,
        REFERRERS,
        OTHER;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** In the log and in metrics. */
        public String label() {
            return label;
        }
    }

    enum Method {
        GET,
        HEAD,
        OTHER
    }

    /** How it ended. */
    enum Ending {
        DONE,
        /** By us, short of its announced length. */
        CUT,
        /** The client went away before the end. */
        LEFT;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** In the log. */
        public String label() {
            return label;
        }
    }

    Route route();

    Method method();

    /** Its configured name, or {@link #NO_UPSTREAM}. */
    String upstream();

    /** 0 where the client left before there was one. */
    int status();

    /** Null where nothing of a cache was asked. */
    @Nullable
    CacheStatus cacheStatus();

    BodySource source();

    /** Given to the network; without headers. */
    long bodyBytes();

    /** Nanoseconds from the request to the head of the answer; -1 where the client left before. */
    long toFirstByte();

    /** Nanoseconds from the request to the end of the answer. */
    long toEnd();

    Ending ending();
}
