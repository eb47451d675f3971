package dev.entrepot.proxy.demo;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes for people: {@code 0}, {@code 512 B}, {@code 1.5 KiB}, {@code 32.0 MiB}. */
final class Bytes {

    private static final int STEP = 1 << 10;

    private Bytes() {}

    static String text(long bytes) {
        if (bytes < STEP) {
            return bytes == 0 ? "0" : bytes + " B";
        }
        double value = bytes;
        String unit = "B";
        for (String larger : List.of("KiB", "MiB", "GiB")) {
            if (value >= STEP) {
                value /= STEP;
                unit = larger;
            }
        }
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
