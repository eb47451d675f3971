package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** Reads a {@code hosts.toml} as containerd does (protocol.md, 1.1): one mistake, and all of it counts for nothing. */
final class HostsReader {

    /** For who is asked last where the file does not say. */
    private static final String OWN = "registry.invalid";

    private HostsReader() {}

    /** Thrown where containerd would ignore the file. */
    static final class IgnoredFileException extends Exception {

        private static final long serialVersionUID = 1L;

        IgnoredFileException(String message) {
            super(message);
        }

        static IgnoredFileException at(Path file, TomlPosition position, @Nullable String why) {
            return new IgnoredFileException(file + ":" + position.line() + ":" + position.column() + ": " + why);
        }
    }

    /**
     * What a file says.
     *
     * @param hosts in the order in which they are asked
     * @param namesHosts whether it has a table of them
     * @param unknownKeys that count for nothing
     */
    record Read(List<NamedHost> hosts, boolean namesHosts, List<String> unknownKeys) {}

    /** @throws IgnoredFileException with file, line and column */
    static Read read(Path file) throws IOException, IgnoredFileException {
        return read(file, Toml.parse(file));
    }

    /** @param content of that file */
    static Read read(Path file, String content) throws IgnoredFileException {
        return read(file, Toml.parse(content));
    }

    private static Read read(Path file, TomlParseResult toml) throws IgnoredFileException {
        if (toml.hasErrors()) {
            TomlParseError first = toml.errors().getFirst();
            throw IgnoredFileException.at(file, first.position(), first.getMessage());
        }
        TomlSettings all = new TomlSettings(file, toml);
        List<NamedHost> hosts = new ArrayList<>();
        List<String> unknown = new ArrayList<>(all.notOf(with(HostSettings.KEYS, "server", "host")));
        TomlSettings named = all.table("host");
        for (String name : named == null ? List.<String>of() : named.keys()) {
            TomlSettings settings =
                    Objects.requireNonNull(Objects.requireNonNull(named).table(name));
            hosts.add(HostSettings.read(name, settings));
            unknown.addAll(settings.notOf(HostSettings.KEYS));
        }
        boolean namesHosts = !hosts.isEmpty();
        // Also without a server, whose settings they are: a mistake in them counts all the same.
        String server = all.text("server");
        NamedHost last = HostSettings.read(server == null ? OWN : server, all);
        if (server != null) {
            hosts.add(last);
        }
        return new Read(hosts, namesHosts, unknown);
    }

    private static Set<String> with(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
