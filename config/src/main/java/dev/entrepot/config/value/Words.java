package dev.entrepot.config.value;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values that are one of a few words. */
final class Words {

    private Words() {}

    static <E extends Enum<E>> E parse(String text, E[] words) throws InvalidValueException {
        for (E word : words) {
            if (text(word).equals(text)) {
                return word;
            }
        }
        String choice = Arrays.stream(words).map(Words::text).collect(Collectors.joining(", "));
        throw new InvalidValueException("'" + text + "' is none of " + choice, "write one of them");
    }

    static String text(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
