package dev.entrepot.config.bind;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.source.Texts;
import dev.entrepot.config.value.InvalidValueException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single values, lists of them, and the files that secrets are kept in. Null: an error was reported. */
final class ScalarReader {

    /** Bytes. A token of a registry has some thousands. */
    private static final int MAX_SECRET = 64 << 10;

    private final Path workingDirectory;
    private final Problems problems;
    private final Set<Path> files = new LinkedHashSet<>();

    ScalarReader(Path workingDirectory, Problems problems) {
        this.workingDirectory = workingDirectory;
        this.problems = problems;
    }

    /** Every file that a value named, whether it could be read or not. */
    Set<Path> files() {
        return Set.copyOf(files);
    }

    @Nullable
    Object read(ScalarType<?> type, Key key, Setting setting, KeyPath path) {
        return switch (setting) {
            case Setting.Text text -> parse(type, key, text, path);
            case Setting.Unusable unusable -> null;
            case Setting.Nothing nothing ->
                report(
                        setting,
                        path,
                        "has no value",
                        "give it " + type.title() + ", such as " + type.example() + ", or remove the line");
            case Setting.Mapping mapping -> report(setting, path, "must be " + type.title(), remedy(type));
            case Setting.Sequence sequence -> report(setting, path, "must be " + type.title(), remedy(type));
        };
    }

    @Nullable
    List<Object> readList(ScalarType<?> type, Key key, Setting setting, KeyPath path) {
        List<Setting> items = items(type, setting, path);
        if (items == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Object value = read(type, key, items.get(i), path.item(i));
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** The text of a file, less one line end. */
    Setting readFile(Setting file, Key key, KeyPath path) {
        ScalarType<?> type = ScalarType.of(Path.class).orElseThrow();
        Setting unusable = new Setting.Unusable(file.origin());
        if (!(read(type, key, file, path) instanceof Path named)) {
            return unusable;
        }
        try (InputStream in = Files.newInputStream(named)) {
            byte[] bytes = in.readNBytes(MAX_SECRET + 1);
            String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
            if (bytes.length <= MAX_SECRET && !text.isEmpty()) {
                return Setting.Text.of(text, file.origin());
            }
            report(
                    file,
                    path,
                    "'" + named + "' is " + (text.isEmpty() ? "empty" : "too long"),
                    "write one secret into it");
        } catch (IOException e) {
            report(file, path, "'" + named + "' cannot be read", "create it, readable for the user that runs entrepot");
        }
        return unusable;
    }

    /** The file that a setting names, if it does. */
    Optional<Path> file(@Nullable Setting setting) {
        try {
            return setting instanceof Setting.Text text
                    ? Optional.of(ScalarType.parsePath(text.value(), workingDirectory))
                    : Optional.empty();
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private @Nullable Object parse(ScalarType<?> type, Key key, Setting.Text text, KeyPath path) {
        if (text.value().isEmpty()) {
            return report(text, path, "is empty", "give it " + type.title() + ", such as " + type.example());
        }
        try {
            if (type.isFile()) {
                files.add(ScalarType.parsePath(text.value(), workingDirectory));
            }
            return type.parser().parse(text.value(), key, workingDirectory);
        } catch (InvalidValueException e) {
            return report(text, path, e.getMessage(), e.remedy());
        }
    }

    private @Nullable List<Setting> items(ScalarType<?> type, Setting setting, KeyPath path) {
        return switch (setting) {
            case Setting.Sequence sequence -> sequence.items();
            case Setting.Unusable unusable -> null;
            case Setting.Text text -> isFromFile(text) ? refuse(type, text, path) : split(text);
            case Setting.Nothing nothing -> refuse(type, setting, path);
            case Setting.Mapping mapping -> refuse(type, setting, path);
        };
    }

    private static boolean isFromFile(Setting.Text text) {
        return text.origin() instanceof Origin.InFile;
    }

    private @Nullable List<Setting> refuse(ScalarType<?> type, Setting setting, KeyPath path) {
        report(setting, path, "must be a list", "write [" + type.example() + "], or [] for none");
        return null;
    }

    private static List<Setting> split(Setting.Text text) {
        return Arrays.stream(text.value().split(",", -1))
                .<Setting>map(item -> Setting.Text.of(item.strip(), text.origin()))
                .toList();
    }

    private static String remedy(ScalarType<?> type) {
        return "write one value, such as " + type.example();
    }

    private @Nullable Object report(Setting setting, KeyPath path, @Nullable String message, String remedy) {
        problems.add(setting.origin(), path, Texts.oneLine(String.valueOf(message)), Texts.oneLine(remedy));
        return null;
    }
}
