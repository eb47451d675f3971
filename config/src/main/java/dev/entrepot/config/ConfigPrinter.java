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

/**
 * Writes an effective configuration as YAML that loads as the same one, each value with a comment that says where it
 * came from. A secret is shown only as the environment variable or the file it came from, else masked.
 */
public final class ConfigPrinter {

    private static final String INDENT = "  ";

    private final EffectiveConfiguration effective;
    private final StringBuilder yaml = new StringBuilder();

    private ConfigPrinter(EffectiveConfiguration effective) {
        this.effective = effective;
    }

    public static String print(EffectiveConfiguration effective) {
        ConfigPrinter printer = new ConfigPrinter(effective);
        printer.section(ConfigLoader.SHAPE, effective.configuration(), KeyPath.ROOT, "");
        return printer.yaml.toString();
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
                    secret(component, path, indent);
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

    private void secret(Component component, KeyPath path, String indent) {
        KeyPath file = path.child(component.fileName());
        KeyPath key = path.child(component.name());
        if (effective.source(file) instanceof Setting.Text text) {
            line(indent + component.fileName() + ": " + text(text.value()), file);
        } else if (effective.source(key) instanceof Setting.Text text && Variables.isReference(text.written())) {
            line(indent + component.name() + ": " + YamlText.quote(text.written()), key);
        } else {
            line(indent + component.name() + ": " + YamlText.quote(Secret.MASK), key);
        }
    }

    private void line(String line, KeyPath key) {
        Setting source = effective.source(key);
        yaml.append(line);
        yaml.append(INDENT + "# ")
                .append(
                        source == null
                                ? "default"
                                : Texts.oneLine(source.origin().toString()));
        yaml.append('\n');
    }

    private static String list(List<?> items) {
        return items.stream().map(ConfigPrinter::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String text(Object value) {
        return YamlText.quote(Variables.escape(ScalarType.write(value)));
    }
}
