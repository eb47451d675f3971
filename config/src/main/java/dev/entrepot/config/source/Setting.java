package dev.entrepot.config.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a key was set to, before anybody knows what type it should have. */
public sealed interface Setting {

    /** Where the key stands, or an item of a list itself. */
    Origin origin();

    /**
     * A single value.
     *
     * @param written as it stands in its source
     * @param value with environment variables filled in
     */
    record Text(String written, String value, Origin origin) implements Setting {

        public static Text of(String text, Origin origin) {
            return new Text(text, text, origin);
        }

        /** Without the text, which may be a password. */
        @Override
        public String toString() {
            return "text of " + origin;
        }
    }

    /** A key without a value. */
    record Nothing(Origin origin) implements Setting {}

    /** A value that an error was reported for already. */
    record Unusable(Origin origin) implements Setting {}

    record Sequence(List<Setting> items, Origin origin) implements Setting {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys in the order of their source. */
    record Mapping(Map<String, Setting> entries, Origin origin) implements Setting {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public static Mapping empty(Origin origin) {
            return new Mapping(Map.of(), origin);
        }

        /** These settings with those of {@code above} laid over them, key by key; {@code above} wins. */
        public Mapping overlaidWith(Mapping above) {
            if (above.entries.isEmpty()) {
                return this;
            }
            Map<String, Setting> merged = new LinkedHashMap<>(entries);
            above.entries.forEach((key, setting) -> merged.merge(key, setting, Mapping::over));
            return new Mapping(merged, above.origin);
        }

        private static Setting over(Setting below, Setting above) {
            if (!(below instanceof Mapping lower)) {
                return above;
            }
            return switch (above) {
                case Mapping upper -> new Mapping(lower.overlaidWith(upper).entries, upper.origin);
                case Nothing nothing -> new Mapping(lower.entries, nothing.origin());
                default -> above;
            };
        }
    }
}
