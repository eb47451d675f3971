package dev.entrepot.config;

import dev.entrepot.config.bind.Component;
import dev.entrepot.config.bind.RecordShape;
import dev.entrepot.config.bind.ScalarType;
import dev.entrepot.config.bind.Shape;
import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.source.Texts;
import dev.entrepot.config.source.Variables;
import dev.entrepot.config.source.YamlText;
import dev.entrepot.config.value.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an effective configuration as YAML that loads as the same one, each value with a comment that says where it
 * came from. A secret is shown only as the environment variable or the file it came from, else masked.
 */
public final class ConfigPrinter {

    private static final String INDENT = "  ";

    /** Null where it is not known where values came from. */
    private final @Nullable EffectiveConfiguration effective;

    private final StringBuilder yaml = new StringBuilder();

    private ConfigPrinter(@Nullable EffectiveConfiguration effective) {
        this.effective = effective;
    }

    public static String print(EffectiveConfiguration effective) {
        return new ConfigPrinter(effective).print(effective.configuration());
    }

    /** Without where the values came from; every secret that came from no file is masked. */
    public static String printValues(Configuration configuration) {
        return new ConfigPrinter(null).print(configuration);
    }

    private String print(Configuration configuration) {
        section(ConfigLoader.SHAPE, configuration, KeyPath.ROOT, "");
        return yaml.toString();
    }

    private void section(RecordShape<?> shape, Record record, KeyPath path, String indent) {
        for (Component component : shape.components()) {
            Object value = shape.value(component, record);
            Object present = value instanceof Optional<?> optional ? optional.orElse(null) : value;
            if (present != null) {
                component(component, present, path, indent);
            }
        }
    }

    private void component(Component component, Object value, KeyPath path, String indent) {
        KeyPath key = path.child(component.name());
        String start = indent + component.name() + ":";
        switch (component.shape()) {
            case Shape.Scalar scalar -> {
                if (component.isSecret()) {
                    secret(component, (Secret) value, path, indent);
                } else {
                    line(start + " " + text(value), key);
                }
            }
            case Shape.ListOf list -> line(start + " " + list((List<?>) value), key);
            case Shape.Section section -> {
                yaml.append(start).append('\n');
                section(section.record(), (Record) value, key, indent + INDENT);
            }
            case Shape.MapOf map -> map(start, map.entry(), (Map<?, ?>) value, key, indent + INDENT);
        }
    }

    private void map(String start, RecordShape<?> shape, Map<?, ?> entries, KeyPath path, String indent) {
        yaml.append(start).append(entries.isEmpty() ? " {}\n" : "\n");
        entries.forEach((name, entry) -> {
            yaml.append(indent).append(YamlText.quote(name.toString())).append(":\n");
            section(shape, (Record) entry, path.child(name.toString()), indent + INDENT);
        });
    }

    private void secret(Component component, Secret value, KeyPath path, String indent) {
        KeyPath file = path.child(component.fileName());
        KeyPath key = path.child(component.name());
        if (source(file) instanceof Setting.Text text) {
            line(indent + component.fileName() + ": " + text(text.value()), file);
        } else if (effective == null && value.file().isPresent()) {
            line(indent + component.fileName() + ": " + text(value.file().get()), file);
        } else if (source(key) instanceof Setting.Text text && Variables.isReference(text.written())) {
            line(indent + component.name() + ": " + YamlText.quote(text.written()), key);
        } else {
            line(indent + component.name() + ": " + YamlText.quote(Secret.MASK), key);
        }
    }

    private void line(String line, KeyPath key) {
        yaml.append(line);
        if (effective == null) {
            yaml.append('\n');
            return;
        }
        Setting source = source(key);
        yaml.append(INDENT + "# ")
                .append(
                        source == null
                                ? "default"
                                : Texts.oneLine(source.origin().toString()));
        yaml.append('\n');
    }

    private @Nullable Setting source(KeyPath key) {
        return effective == null ? null : effective.source(key);
    }

    private static String list(List<?> items) {
        return items.stream().map(ConfigPrinter::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(Object value) {
        return YamlText.quote(Variables.escape(ScalarType.write(value)));
    }
}
