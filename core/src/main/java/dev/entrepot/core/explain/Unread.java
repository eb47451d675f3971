package dev.entrepot.core.explain;

import dev.entrepot.core.blob.Lookup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What could not be asked while one image was explained, so that what is missing is not taken for absent. */
final class Unread {

    private final Set<String> reasons = new LinkedHashSet<>();

    <T> Optional<T> found(Lookup<T> answer) {
        return switch (answer) {
            case Lookup.Found<T> found -> Optional.of(found.value());
            case Lookup.Absent<T> absent -> Optional.empty();
            case Lookup.Unreachable<T> down -> {
                reasons.add(down.dependency().name().toLowerCase(Locale.ROOT) + ": "
                        + down.cause().getMessage());
                yield Optional.empty();
            }
        };
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
