package dev.entrepot.config;

import dev.entrepot.config.bind.Component;
import dev.entrepot.config.bind.RecordShape;
import dev.entrepot.config.bind.Shape;
import dev.entrepot.config.source.KeyPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which two configurations differ, never their values.
 *
 * @param reloaded those that take effect while running; an upstream that came or went is one key
 * @param afterRestart the others
 */
public record Changes(List<String> reloaded, List<String> afterRestart) {

    public Changes {
        reloaded = List.copyOf(reloaded);
        afterRestart = List.copyOf(afterRestart);
    }

    public static Changes between(Configuration before, Configuration after) {
        List<String> reloaded = new ArrayList<>();
        List<String> afterRestart = new ArrayList<>();
        RecordShape<Configuration> shape = ConfigLoader.SHAPE;
        for (Component component : shape.components()) {
            List<String> changed = component.key().reloaded() ? reloaded : afterRestart;
            compare(component, KeyPath.ROOT, shape.value(component, before), shape.value(component, after), changed);
        }
        return new Changes(reloaded, afterRestart);
    }

    public boolean isEmpty() {
        return reloaded.isEmpty() && afterRestart.isEmpty();
    }

    private static void compare(
            Component component, KeyPath parent, Object before, Object after, List<String> changed) {
        KeyPath key = parent.child(component.name());
        Object old = present(before);
        Object now = present(after);
        if (Objects.equals(old, now)) {
            return;
        }
        switch (component.shape()) {
            case Shape.Section section -> section(section.record(), key, old, now, changed);
            case Shape.MapOf map -> map(map.entry(), key, old, now, changed);
            default -> changed.add(key.toString());
        }
    }

    private static @Nullable Object present(Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    private static void section(
            RecordShape<?> shape, KeyPath key, @Nullable Object before, @Nullable Object after, List<String> changed) {
        if (before instanceof Record old && after instanceof Record now) {
            for (Component component : shape.components()) {
                compare(component, key, shape.value(component, old), shape.value(component, now), changed);
            }
        } else if (!Objects.equals(before, after)) {
            changed.add(key.toString());
        }
    }

    private static void map(
            RecordShape<?> shape, KeyPath key, @Nullable Object before, @Nullable Object after, List<String> changed) {
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            Set<Object> names = new LinkedHashSet<>(old.keySet());
            names.addAll(now.keySet());
            names.forEach(name -> section(shape, key.child(name.toString()), old.get(name), now.get(name), changed));
        }
    }
}
