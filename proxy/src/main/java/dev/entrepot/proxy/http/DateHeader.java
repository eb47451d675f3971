package dev.entrepot.proxy.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of {@code Date}, which an answer must have (RFC 9110, 6.6.1); made once a second. */
final class DateHeader {

    /** {@code RFC_1123_DATE_TIME} of the JDK writes days without their zero. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private record Stamp(long second, AsciiString text) {}

    private final InstantSource clock;
    private volatile Stamp stamp = new Stamp(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    CharSequence now() {
        long second = Math.floorDiv(clock.millis(), 1000L);
        Stamp last = stamp;
        if (last.second() != second) {
            last = new Stamp(second, AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(second))));
            stamp = last;
        }
        return last.text();
    }
}
