package dev.entrepot.config.value;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of a {@link Duration}: {@code 5m}, {@code 7d}, {@code 1h30m}, {@code 500ms}, {@code 0s}. */
public final class Durations {

    /** Bounds what can be asked for, so that no one who adds or converts durations has to think of overflow. */
    public static final Duration MAX = Duration.ofDays(36_500);

    private static final Pattern FORM = Pattern.compile(
            "(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m(?!s))?" + "(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private Durations() {}

    public static Duration parse(String text) throws InvalidValueException {
        Matcher form = FORM.matcher(text);
        if (text.isEmpty() || !form.matches()) {
            String remedy = NUMBER.matcher(text).matches()
                    ? "add a unit, such as " + text + "s or " + text + "m"
                    : "write numbers with d, h, m, s or ms, such as 5m or 1h30m";
            throw new InvalidValueException("'" + text + "' is not a duration", remedy);
        }
        Duration duration = Duration.ofDays(number(form, 1))
                .plusHours(number(form, 2))
                .plusMinutes(number(form, 3))
                .plusSeconds(number(form, 4))
                .plusMillis(number(form, 5));
        if (duration.compareTo(MAX) > 0) {
            throw new InvalidValueException(
                    "'" + text + "' is too long", "write at most " + format(MAX) + ", a hundred years");
        }
        return duration;
    }

    /** What {@link #parse} reads as the same duration; only whole milliseconds have such a form. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private static long number(Matcher form, int group) {
        String digits = form.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
