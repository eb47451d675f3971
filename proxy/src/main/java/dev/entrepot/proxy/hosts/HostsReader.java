package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads a {@code hosts.toml} as containerd does (protocol.md, 1.1): one mistake, and all of it counts for nothing. */
final class HostsReader {

    private static final List<String> EVERYTHING = List.of("pull", "resolve", "push");
    private static final Set<String> CAPABILITIES = Set.of("pull", "resolve", "push", "referrers");

    private final Path file;

    private HostsReader(Path file) {
        this.file = file;
    }

    /** Thrown where containerd would ignore the file. */
    static final class IgnoredFileException extends Exception {

        private static final long serialVersionUID = 1L;

        IgnoredFileException(String message) {
            super(message);
        }
    }

    /**
     * In the order in which they are asked.
     *
     * @throws IgnoredFileException with file, line and column
     */
    static List<NamedHost> read(Path file) throws IOException, IgnoredFileException {
        return new HostsReader(file).hosts(Toml.parse(file));
    }

    /** @param content of that file */
    static List<NamedHost> read(Path file, String content) throws IgnoredFileException {
        return new HostsReader(file).hosts(Toml.parse(content));
    }

    private List<NamedHost> hosts(TomlParseResult toml) throws IgnoredFileException {
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().getFirst();
            throw at(first.position().line(), first.position().column(), first.getMessage());
        }
        List<NamedHost> hosts = new ArrayList<>();
        TomlTable named = table(toml, List.of("host"));
        if (named != null) {
            for (String name : inFileOrder(named)) {
                hosts.add(host(name, table(named, List.of(name))));
            }
        }
        Object server = toml.get(List.of("server"));
        if (server != null && !(server instanceof String)) {
            throw wrong(toml, "server", "is no text");
        }
        if (server instanceof String last) {
            hosts.add(host(last, toml));
        }
        return hosts;
    }

    private static List<String> inFileOrder(TomlTable table) {
        return table.keySet().stream()
                .sorted(Comparator.comparingInt(name -> line(table, name)))
                .toList();
    }

    private static int line(TomlTable table, String name) {
        TomlPosition position = table.inputPositionOf(List.of(name));
        return position == null ? 0 : position.line();
    }

    private NamedHost host(String name, @Nullable TomlTable settings) throws IgnoredFileException {
        if (settings == null) {
            throw new IgnoredFileException(file + ": what stands under host." + name + " is no table");
        }
        List<String> capabilities = texts(settings, "capabilities");
        for (String capability : capabilities) {
            if (!CAPABILITIES.contains(capability)) {
                throw wrong(settings, "capabilities", "has '" + capability + "', which containerd does not know");
            }
        }
        boolean overridesPath = isTrue(settings, "override_path");
        return new NamedHost(
                name,
                base(name, overridesPath),
                settings.contains(List.of("capabilities")) ? capabilities : EVERYTHING,
                authorities(settings),
                isTrue(settings, "skip_verify"));
    }

    private List<Path> authorities(TomlTable settings) throws IgnoredFileException {
        try {
            return texts(settings, "ca").stream()
                    .map(ca -> file.resolveSibling(ca))
                    .toList();
        } catch (InvalidPathException e) {
            throw wrong(settings, "ca", "is no path of a file: " + e.getReason());
        }
    }

    private URI base(String name, boolean overridesPath) throws IgnoredFileException {
        try {
            URI url = new URI(name.contains("://") ? name : "https://" + name);
            String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
            boolean isComplete = overridesPath ? !path.isEmpty() : path.endsWith("/v2");
            return new URI(url.getScheme() + "://" + url.getAuthority() + (isComplete ? path : path + "/v2"));
        } catch (URISyntaxException e) {
            throw new IgnoredFileException(file + ": '" + name + "' is no URL: " + e.getMessage());
        }
    }

    private List<String> texts(TomlTable settings, String key) throws IgnoredFileException {
        Object value = settings.get(List.of(key));
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof TomlArray array && array.toList().stream().allMatch(String.class::isInstance)) {
            return array.toList().stream().map(String.class::cast).toList();
        }
        if (value != null) {
            throw wrong(settings, key, "is no list of texts");
        }
        return List.of();
    }

    private boolean isTrue(TomlTable settings, String key) throws IgnoredFileException {
        Object value = settings.get(List.of(key));
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(settings, key, "is neither true nor false");
        }
        return Boolean.TRUE.equals(value);
    }

    private @Nullable TomlTable table(TomlTable in, List<String> path) throws IgnoredFileException {
        Object value = in.get(path);
        if (value != null && !(value instanceof TomlTable)) {
            throw wrong(in, path.getLast(), "is no table");
        }
        return value instanceof TomlTable table ? table : null;
    }

    private IgnoredFileException wrong(TomlTable in, String key, String why) {
        TomlPosition position = in.inputPositionOf(List.of(key));
        return position == null
                ? new IgnoredFileException(file + ": " + key + " " + why)
                : at(position.line(), position.column(), key + " " + why);
    }

    private IgnoredFileException at(int line, int column, @Nullable String why) {
        return new IgnoredFileException(file + ":" + line + ":" + column + ": " + why);
    }
}
