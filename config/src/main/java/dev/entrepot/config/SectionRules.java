package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of one section that need each other, and keys that exclude each other. */
final class SectionRules {

    private final KeyPath path;
    private final Setting section;
    private final Problems problems;

    SectionRules(KeyPath path, Setting section, Problems problems) {
        this.path = path;
        this.section = section;
        this.problems = problems;
    }

    @Nullable
    Setting child(String key) {
        return section instanceof Setting.Mapping mapping ? mapping.entries().get(key) : null;
    }

    void needs(String key, String other) {
        Setting setting = child(key);
        if (setting != null && child(other) == null) {
            report(setting, key, "needs " + other, "add " + other);
        }
    }

    /** At most one of these is given. */
    void exclude(List<String> keys) {
        List<String> given = keys.stream().filter(key -> child(key) != null).toList();
        for (String key : given.stream().skip(1).toList()) {
            Setting setting = child(key);
            if (setting != null) {
                report(setting, key, "cannot stand beside " + given.getFirst(), "keep one of them");
            }
        }
    }

    void report(Setting place, String key, String message, String remedy) {
        problems.add(place.origin(), path.child(key), message, remedy);
    }
}
