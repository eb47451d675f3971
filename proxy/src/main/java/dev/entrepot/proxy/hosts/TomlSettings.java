package dev.entrepot.proxy.hosts;

import dev.entrepot.proxy.hosts.HostsReader.IgnoredFileException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A table of a file, whose values are of a kind or stand at a place that can be named. */
record TomlSettings(Path file, TomlTable table) {

    /** In the order of the file. */
    List<String> keys() {
        return table.keySet().stream()
                .sorted(Comparator.comparingInt(this::line))
                .toList();
    }

    private int line(String key) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return position == null ? 0 : position.line();
    }

    boolean has(String key) {
        return table.contains(List.of(key));
    }

    List<String> notOf(Set<String> known) {
        return keys().stream().filter(key -> !known.contains(key)).toList();
    }

    @Nullable
    Object value(String key) {
        return table.get(List.of(key));
    }

    /** Null where there is none. */
    @Nullable
    TomlSettings table(String key) throws IgnoredFileException {
        Object value = value(key);
        if (value != null && !(value instanceof TomlTable)) {
            throw wrong(key, "is no table");
        }
        return value instanceof TomlTable inner ? new TomlSettings(file, inner) : null;
    }

    /** Null where there is none. */
    @Nullable
    String text(String key) throws IgnoredFileException {
        Object value = value(key);
        if (value != null && !(value instanceof String)) {
            throw wrong(key, "is no text");
        }
        return value instanceof String text ? text : null;
    }

    /** One, or a list of them. */
    List<String> texts(String key) throws IgnoredFileException {
        Object value = value(key);
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof TomlArray array && array.toList().stream().allMatch(String.class::isInstance)) {
            return array.toList().stream().map(String.class::cast).toList();
        }
        if (value != null) {
            throw wrong(key, "is no list of texts");
        }
        return List.of();
    }

    boolean isTrue(String key) throws IgnoredFileException {
        Object value = value(key);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(key, "is neither true nor false");
        }
        return Boolean.TRUE.equals(value);
    }

    /** Beside the file, unless it says otherwise. */
    Path path(String key, String name) throws IgnoredFileException {
        try {
            return file.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw wrong(key, "is no path of a file: " + e.getReason());
        }
    }

    IgnoredFileException wrong(String key, String why) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return position == null
                ? new IgnoredFileException(file + ": " + key + " " + why)
                : IgnoredFileException.at(file, position, key + " " + why);
    }
}
