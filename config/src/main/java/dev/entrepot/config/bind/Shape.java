package dev.entrepot.config.bind;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What form a key's value has. */
public sealed interface Shape {

    record Scalar(ScalarType<?> type) implements Shape {}

    /** Keys of its own. */
    record Section(RecordShape<?> record) implements Shape {}

    /** Written {@code [a, b]}; separated by commas in an environment variable or a flag. */
    record ListOf(ScalarType<?> item) implements Shape {}

    /** Sections under names the user chooses. */
    record MapOf(RecordShape<?> entry) implements Shape {}

    /** @throws IllegalArgumentException for a type that has no form here, a mistake of whoever wrote the record */
    static Shape of(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.isRecord() && ScalarType.of(plain).isEmpty()
                    ? new Section(section(plain))
                    : new Scalar(scalar(plain));
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new ListOf(scalar(arguments[0]));
            }
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                return new MapOf(section(arguments[1]));
            }
        }
        throw unsupported(type);
    }

    static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    private static ScalarType<?> scalar(Type type) {
        if (type instanceof Class<?> plain) {
            return ScalarType.of(plain).orElseThrow(() -> unsupported(type));
        }
        throw unsupported(type);
    }

    private static RecordShape<?> section(Type type) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return RecordShape.of(plain.asSubclass(Record.class));
        }
        throw unsupported(type);
    }

    private static IllegalArgumentException unsupported(Type type) {
        return new IllegalArgumentException("a key cannot be of type " + type.getTypeName());
    }
}
