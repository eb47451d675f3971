package dev.entrepot.proxy.upstream;

import dev.entrepot.core.oci.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code Content-Range: bytes 0-1/10} or {@code bytes *}{@code /10} (RFC 9110, section 14.4).
 *
 * @param range empty where none was satisfiable
 * @param total bytes of the whole; -1 for an asterisk
 */
record ContentRange(Optional<ByteRange> range, long total) {

    private static final Pattern SYNTAX = Pattern.compile(
            "\\s*bytes\\s+(?:([0-9]{1,18})-([0-9]{1,18})|\\*)/([0-9]{1,18}|\\*)\\s*", Pattern.CASE_INSENSITIVE);

    /** Empty for no header, another unit, and nonsense such as an end before the start or past the total. */
    static Optional<ContentRange> parse(@Nullable String header) {
        Matcher matcher = header == null ? null : SYNTAX.matcher(header);
        if (matcher == null || !matcher.matches()) {
            return Optional.empty();
        }
        long total = matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3));
        if (matcher.group(1) == null) {
            return Optional.of(new ContentRange(Optional.empty(), total));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        boolean isSane = first <= last && (total < 0 || last < total);
        return isSane
                ? Optional.of(new ContentRange(Optional.of(new ByteRange(first, last)), total))
                : Optional.empty();
    }
}
