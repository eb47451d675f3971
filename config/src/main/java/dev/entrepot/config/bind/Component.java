package dev.entrepot.config.bind;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;

/**
 * A record component as a key.
 *
 * @param name as users write it
 * @param optional whether it is an {@code Optional} of its shape
 */
public record Component(String name, Shape shape, boolean optional, Key key, RecordComponent reflected) {

    /** Follows the name of a secret's key: the file it can be read from. */
    static final String FILE_SUFFIX = "-file";

    static Component of(RecordComponent reflected) {
        Key key = reflected.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalArgumentException(reflected + " is not a key: it has no @Key");
        }
        Type type = reflected.getGenericType();
        boolean optional = Shape.isOptional(type);
        Type bare = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        return new Component(dashed(reflected.getName()), Shape.of(bare), optional, key, reflected);
    }

    public boolean isSecret() {
        return shape instanceof Shape.Scalar scalar && scalar.type().isSecret();
    }

    public boolean hasDefault() {
        return !key.byDefault().isEmpty();
    }

    /** Of a secret. */
    public String fileName() {
        return name + FILE_SUFFIX;
    }

    /** The keys it stands for. */
    List<String> names() {
        return isSecret() ? List.of(name, fileName()) : List.of(name);
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
