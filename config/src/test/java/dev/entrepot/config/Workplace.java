package dev.entrepot.config;

import dev.entrepot.config.source.ConfigError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A working directory with an environment and flags, for one test. */
final class Workplace {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> flags = new HashMap<>();

    Workplace(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    Workplace file(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The default file. */
    Workplace yaml(String content) {
        return file("entrepot.yaml", content);
    }

    Workplace env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Workplace flag(String key, String value) {
        flags.put(key, value);
        return this;
    }

    EffectiveConfiguration read(Optional<Path> file) throws ConfigException {
        return new ConfigLoader(environment, directory).read(file, flags);
    }

    Configuration load() throws ConfigException {
        return new ConfigLoader(environment, directory).load(Optional.empty(), flags);
    }

    UpstreamConfig upstream(String name) throws ConfigException {
        return Optional.ofNullable(load().upstreams().get(name)).orElseThrow();
    }

    Set<Path> filesOfFailure() {
        try {
            throw new AssertionError("fine: " + load());
        } catch (ConfigException e) {
            return e.files();
        }
    }

    /** What is wrong, as the user sees it. */
    List<String> errors() {
        return errors(Optional.empty());
    }

    List<String> errors(Optional<Path> file) {
        try {
            read(file);
            return List.of();
        } catch (ConfigException e) {
            return e.errors().stream().map(ConfigError::toString).toList();
        }
    }
}
