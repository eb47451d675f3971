package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.InvalidValueException;

/** Sizes that are too small to work with are mistakes. What has the wrong form is left to the binder. */
final class SizeRules {

    private static final ByteSize LEAST_CAPACITY = new ByteSize(16 << 20);

    /** Below this RocksDB spends its time writing out tiny buffers. */
    private static final ByteSize LEAST_INDEX_CACHE = new ByteSize(1 << 20);

    private SizeRules() {}

    static void check(Setting.Mapping settings, Problems problems) {
        atLeast(LEAST_CAPACITY, "capacity", "holds no image", "it is of all blobs together", settings, problems);
        atLeast(LEAST_INDEX_CACHE, "index-cache", "is too little to work with", "16MiB do", settings, problems);
    }

    private static void atLeast(
            ByteSize least, String key, String what, String remark, Setting.Mapping settings, Problems problems) {
        if (settings.entries().get(key) instanceof Setting.Text written && isLess(written.value(), least)) {
            problems.add(
                    written.origin(),
                    KeyPath.ROOT.child(key),
                    what + ": '" + written.value() + "'",
                    "give it " + least + " at least; " + remark);
        }
    }

    private static boolean isLess(String text, ByteSize least) {
        try {
            return ByteSize.parse(text).compareTo(least) < 0;
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
