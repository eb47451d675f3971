package dev.entrepot.proxy.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last so many of something. Used by one thread. */
final class Remembered<V> {

    private final int most;
    private final Map<String, V> values = new LinkedHashMap<>();

    Remembered(int most) {
        this.most = most;
    }

    void put(String key, V value) {
        values.remove(key);
        values.put(key, value);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
    }

    @Nullable
    V get(String key) {
        return values.get(key);
    }

    @Nullable
    V remove(String key) {
        return values.remove(key);
    }
}
