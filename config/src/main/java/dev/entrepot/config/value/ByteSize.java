package dev.entrepot.config.value;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 50GiB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final String UNITS = "BKMGT";
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19})([A-Za-z]*)");
    private static final String REMEDY = "write a whole number and one of B, KiB, MiB, GiB, TiB, KB, MB, GB, TB";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }

    public static ByteSize parse(String text) throws InvalidValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidValueException("'" + text + "' is not a size", REMEDY);
        }
        String number = form.group(1);
        long factor = factor(form.group(2));
        if (factor == 0) {
            throw new InvalidValueException("'" + text + "' is not a size", remedyFor(number, form.group(2)));
        }
        BigInteger bytes = new BigInteger(number).multiply(BigInteger.valueOf(factor));
        if (bytes.bitLength() > 63) {
            throw new InvalidValueException("'" + text + "' is more than a file system can hold", REMEDY);
        }
        return new ByteSize(bytes.longValueExact());
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "B" -> 1;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case "TiB" -> 1L << 40;
            case "KB", "kB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "TB" -> 1_000_000_000_000L;
            default -> 0;
        };
    }

    /** Many write {@code 50G} and {@code 50gb} and mean powers of 1024. */
    private static String remedyFor(String number, String unit) {
        if (unit.isEmpty()) {
            return "add a unit, such as " + number + "MiB; bytes are " + number + "B";
        }
        String first = unit.substring(0, 1).toUpperCase(Locale.ROOT);
        return "KMGT".contains(first) ? "did you mean '" + number + first + "iB'?" : REMEDY;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** A number of bytes for people, rounded: {@code 0 B}, {@code 1.5 KiB}, {@code -32.0 MiB}. */
    public static String rounded(long bytes) {
        double value = bytes;
        int power = 0;
        while (Math.abs(value) >= 1024 && power < UNITS.length() - 1) {
            value /= 1024;
            power++;
        }
        return power == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(power));
    }

    /** In the largest unit of 1024 that needs no fraction. */
    @Override
    public String toString() {
        int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, 4);
        return (bytes >> (10 * power)) + (power == 0 ? "B" : UNITS.charAt(power) + "iB");
    }
}
