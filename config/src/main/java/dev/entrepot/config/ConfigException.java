package dev.entrepot.config;

import dev.entrepot.config.source.ConfigError;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A configuration that cannot be used. The message has one line for every error found. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    private final transient Set<Path> files;

    ConfigException(List<ConfigError> errors, Set<Path> files) {
        super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")), null, false, false);
        this.errors = List.copyOf(errors);
        this.files = Set.copyOf(files);
    }

    /** In the order of the file, then what stands in no file; at least one. */
    public List<ConfigError> errors() {
        return errors;
    }

    /** What was read as far as it went, or could not be read: a change of any of these may mend it. */
    public Set<Path> files() {
        return files;
    }
}
