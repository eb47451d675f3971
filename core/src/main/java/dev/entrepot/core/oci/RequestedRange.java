package dev.entrepot.core.oci;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} header asks for, before the size of the blob is known (RFC 9110, section 14).
 *
 * <p>An unknown unit or bad syntax is ignored, as the RFC wants; {@code 500-0} is kept as
 * {@link Backwards}, because the OCI conformance suite expects 416 for it; several ranges are
 * {@link Several}, which is answered with 400 (containers/image takes that as "ask with fewer").
 */
public sealed interface RequestedRange {

    /** A position that no blob reaches. */
    long BEYOND_ANY_BLOB = Long.MAX_VALUE - 1;

    /** No range, or one to be ignored: the whole blob, with status 200. */
    record Whole() implements RequestedRange {}

    /** {@code a-b}. */
    record Closed(long first, long last) implements RequestedRange {}

    /** {@code a-}. */
    record From(long first) implements RequestedRange {}

    /** {@code -n}: the last n bytes. */
    record Suffix(long length) implements RequestedRange {}

    /** {@code b-a} with a smaller than b. */
    record Backwards() implements RequestedRange {}

    /** {@code a-b,c-d}. */
    record Several() implements RequestedRange {}

    static RequestedRange whole() {
        return new Whole();
    }

    static RequestedRange parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
            return whole();
        }
        String set = header.substring(6);
        if (set.indexOf(',') >= 0) {
            return new Several();
        }
        int dash = set.indexOf('-');
        if (dash < 0) {
            return whole();
        }
        long first = number(bare(set.substring(0, dash)));
        long last = number(bare(set.substring(dash + 1)));
        if (first == Long.MIN_VALUE || last == Long.MIN_VALUE || (first == -1 && last == -1)) {
            return whole();
        }
        if (first == -1) {
            return new Suffix(last);
        }
        if (last == -1) {
            return new From(first);
        }
        return first <= last ? new Closed(first, last) : new Backwards();
    }

    /** What is to be sent of a blob of {@code size} bytes. */
    default Selection select(long size) {
        return switch (this) {
            case Whole whole -> new Selection.All();
            case Closed closed -> part(closed.first(), closed.last(), size);
            case From from -> part(from.first(), size - 1, size);
            case Suffix suffix ->
                suffix.length() == 0 || size == 0
                        ? new Selection.Nothing()
                        : part(Math.max(0, size - suffix.length()), size - 1, size);
            case Backwards backwards -> new Selection.Nothing();
            case Several several ->
                throw new IllegalStateException("several ranges are refused before the size is known");
        };
    }

    private static Selection part(long first, long last, long size) {
        return first < size
                ? new Selection.Part(new ByteRange(first, Math.min(last, size - 1)))
                : new Selection.Nothing();
    }

    /** The outcome of a requested range on a blob of known size. */
    sealed interface Selection {
        /** Status 200. */
        record All() implements Selection {}

        /** Status 206. */
        record Part(ByteRange range) implements Selection {}

        /** Status 416 with {@code Content-Range: bytes *}{@code /size}. */
        record Nothing() implements Selection {}
    }

    /** Without the white space of RFC 9110, section 5.6.3, which is less than what Java calls so. */
    private static String bare(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** -1 for no digits at all, {@link Long#MIN_VALUE} for anything that is not a number. */
    private static long number(String digits) {
        if (digits.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return Long.MIN_VALUE;
            }
            // Past any blob the exact value does not matter, but "last - first + 1" must not overflow.
            value = value > (BEYOND_ANY_BLOB - 9) / 10 ? BEYOND_ANY_BLOB : value * 10 + (c - '0');
        }
        return value;
    }
}
