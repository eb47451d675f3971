package dev.entrepot.config.bind;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.value.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of settings. Goes on after an error, to find the others; then no record is made.
 *
 * <p>Null is how the methods here say "an error was reported".
 */
public final class Binder {

    private final ScalarReader scalars;
    private final Problems problems;
    private final Map<KeyPath, Setting> sources = new LinkedHashMap<>();

    /** @param workingDirectory what relative paths are relative to */
    public Binder(Path workingDirectory, Problems problems) {
        this.scalars = new ScalarReader(workingDirectory, problems);
        this.problems = problems;
    }

    /** Empty when anything is wrong, here or before. */
    public <R extends Record> Optional<R> bind(RecordShape<R> shape, Setting.Mapping settings) {
        return Optional.ofNullable(section(shape, settings, KeyPath.ROOT));
    }

    /** The setting each key was read from, of those that have a value and are no section. */
    public Map<KeyPath, Setting> sources() {
        return Map.copyOf(sources);
    }

    /** Every file that a value named, whether it could be read or not. */
    public Set<Path> files() {
        return scalars.files();
    }

    private <R extends Record> @Nullable R section(RecordShape<R> shape, Setting setting, KeyPath path) {
        Setting.Mapping settings = asMapping(setting, path);
        if (settings == null) {
            return null;
        }
        refuseUnknown(shape, settings, path);
        List<Object> values = new ArrayList<>();
        for (Component component : shape.components()) {
            Object value = component(component, settings, path);
            if (value != null) {
                values.add(value);
            }
        }
        return problems.isEmpty() ? instantiate(shape, values, settings, path) : null;
    }

    /** The constructor has the last word; the rules that ran before should have left nothing for it to say. */
    private <R extends Record> @Nullable R instantiate(
            RecordShape<R> shape, List<Object> values, Setting.Mapping settings, KeyPath path) {
        Origin origin = settings.origin();
        try {
            return shape.instantiate(values);
        } catch (UnfitValueException e) {
            Setting unfit = settings.entries().get(e.key());
            problems.add(unfit == null ? origin : unfit.origin(), path.child(e.key()), e.problem(), e.remedy());
            return null;
        } catch (IllegalArgumentException e) {
            problems.add(origin, path, String.valueOf(e.getMessage()), "correct the keys below it");
            return null;
        }
    }

    private Setting.@Nullable Mapping asMapping(Setting setting, KeyPath path) {
        return switch (setting) {
            case Setting.Mapping mapping -> mapping;
            case Setting.Nothing nothing -> Setting.Mapping.empty(nothing.origin());
            case Setting.Unusable unusable -> null;
            default -> {
                problems.add(setting.origin(), path, "must have keys of its own", "write them below it, indented");
                yield null;
            }
        };
    }

    private void refuseUnknown(RecordShape<?> shape, Setting.Mapping settings, KeyPath path) {
        List<String> known = shape.names();
        settings.entries().forEach((name, setting) -> {
            if (!known.contains(name)) {
                String remedy = NearestName.of(name, known)
                        .map(nearest -> "did you mean '" + nearest + "'?")
                        .orElse("the keys here are " + String.join(", ", known));
                problems.add(setting.origin(), path.child(name), "unknown key", remedy);
            }
        });
    }

    private @Nullable Object component(Component component, Setting.Mapping settings, KeyPath path) {
        KeyPath key = path.child(component.name());
        Setting setting = settings.entries().get(component.name());
        boolean isInFile = component.isSecret() && settings.entries().containsKey(component.fileName());
        if (isInFile) {
            setting = secretFile(component, settings, path);
        }
        if (setting == null) {
            return missing(component, settings.origin(), key);
        }
        Object value = value(component, setting, key);
        if (isInFile && value instanceof Secret secret) {
            value = scalars.file(settings.entries().get(component.fileName()))
                    .map(secret::from)
                    .orElse(secret);
        }
        return value == null || !component.optional() ? value : Optional.of(value);
    }

    private @Nullable Object missing(Component component, Origin section, KeyPath key) {
        if (component.optional()) {
            return Optional.empty();
        }
        if (component.hasDefault()) {
            return value(component, Setting.Text.of(component.key().byDefault(), new Origin.Default()), key);
        }
        return switch (component.shape()) {
            case Shape.Section inner -> section(inner.record(), Setting.Mapping.empty(new Origin.Default()), key);
            case Shape.MapOf map -> Map.of();
            case Shape.ListOf list -> List.of();
            case Shape.Scalar scalar -> {
                ScalarType<?> type = scalar.type();
                problems.add(section, key, "is missing", "give it " + type.title() + ", such as " + type.example());
                yield null;
            }
        };
    }

    private @Nullable Object value(Component component, Setting setting, KeyPath key) {
        return switch (component.shape()) {
            case Shape.Scalar scalar -> {
                sources.put(key, setting);
                yield scalars.read(scalar.type(), component.key(), setting, key);
            }
            case Shape.ListOf list -> {
                sources.put(key, setting);
                yield scalars.readList(list.item(), component.key(), setting, key);
            }
            case Shape.Section inner -> section(inner.record(), setting, key);
            case Shape.MapOf map -> map(map, setting, key);
        };
    }

    /** The secret itself as a setting, when it is in a file. */
    private Setting secretFile(Component component, Setting.Mapping settings, KeyPath path) {
        KeyPath key = path.child(component.fileName());
        Setting file = settings.entries().get(component.fileName());
        Setting direct = settings.entries().get(component.name());
        if (file == null || direct != null) {
            Origin origin = direct == null ? settings.origin() : direct.origin();
            problems.add(
                    origin,
                    path.child(component.name()),
                    "is given twice, here and as " + component.fileName(),
                    "keep one");
            return new Setting.Unusable(origin);
        }
        sources.put(key, file);
        return scalars.readFile(file, component.key(), key);
    }

    private @Nullable Map<String, Object> map(Shape.MapOf shape, Setting setting, KeyPath key) {
        Setting.Mapping mapping = asMapping(setting, key);
        if (mapping == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> {
            Object value = section(shape.entry(), entry, key.child(name));
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }
}
