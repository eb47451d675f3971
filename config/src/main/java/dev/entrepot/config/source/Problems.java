package dev.entrepot.config.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects errors, so that the user hears of all of them at once. */
public final class Problems {

    /** In the order of the file; what stands in no file comes after it. */
    private static final Comparator<ConfigError> BY_PLACE = Comparator.comparingInt(
            error -> error.origin() instanceof Origin.InFile place ? place.line() : Integer.MAX_VALUE);

    private final List<ConfigError> errors = new ArrayList<>();

    public void add(Origin origin, KeyPath key, String message, String remedy) {
        add(new ConfigError(origin, key.toString(), message, remedy, List.of()));
    }

    public void add(ConfigError error) {
        errors.add(error);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public List<ConfigError> sorted() {
        return errors.stream().sorted(BY_PLACE).toList();
    }
}
