package dev.entrepot.config.bind;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A record as a section of the configuration. */
public final class RecordShape<R extends Record> {

    private final Constructor<R> constructor;
    private final List<Component> components;

    private RecordShape(Constructor<R> constructor, List<Component> components) {
        this.constructor = constructor;
        this.components = List.copyOf(components);
    }

    /** @throws IllegalArgumentException for a record that cannot be one, a mistake of whoever wrote it */
    public static <R extends Record> RecordShape<R> of(Class<R> type) {
        RecordComponent[] reflected = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(reflected).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordShape<>(
                    constructor, Arrays.stream(reflected).map(Component::of).toList());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record always has this constructor", e);
        }
    }

    public List<Component> components() {
        return components;
    }

    /** Every key of this section. */
    public List<String> names() {
        return components.stream()
                .flatMap(component -> component.names().stream())
                .toList();
    }

    /** The names of secrets here and in the sections below. */
    public Set<String> secretNames() {
        Set<String> names = new LinkedHashSet<>();
        components.stream().flatMap(RecordShape::secretNames).forEach(names::add);
        return names;
    }

    private static Stream<String> secretNames(Component component) {
        return switch (component.shape()) {
            case Shape.Scalar scalar -> component.isSecret() ? Stream.of(component.name()) : Stream.empty();
            case Shape.ListOf list -> Stream.empty();
            case Shape.Section section -> section.record().secretNames().stream();
            case Shape.MapOf map -> map.entry().secretNames().stream();
        };
    }

    /** The value of a component of a record of this shape. */
    public Object value(Component component, Record record) {
        try {
            var accessor = component.reflected().getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("an accessor of a record always works", e);
        }
    }

    /** @throws IllegalArgumentException as thrown by the record's constructor */
    R instantiate(List<Object> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("the constructor of a record failed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the constructor of a record is always accessible", e);
        }
    }
}
