package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.InvalidValueException;

/** A cache that cannot hold a manifest is a mistake. What has the wrong form is left to the binder. */
final class CapacityRule {

    private static final ByteSize LEAST = new ByteSize(16 << 20);

    private CapacityRule() {}

    static void check(Setting.Mapping settings, Problems problems) {
        if (settings.entries().get("capacity") instanceof Setting.Text capacity && isTooSmall(capacity.value())) {
            problems.add(
                    capacity.origin(),
                    KeyPath.ROOT.child("capacity"),
                    "holds no image: '" + capacity.value() + "'",
                    "give it " + LEAST + " at least; it is of all blobs together");
        }
    }

    private static boolean isTooSmall(String text) {
        try {
            return ByteSize.parse(text).compareTo(LEAST) < 0;
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
