package dev.entrepot.config;

import dev.entrepot.config.source.ConfigError;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. The message has one line for every error found. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    ConfigException(List<ConfigError> errors) {
        super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")), null, false, false);
        this.errors = List.copyOf(errors);
    }

    /** In the order of the file, then what stands in no file; at least one. */
    public List<ConfigError> errors() {
        return errors;
    }
}
