package dev.entrepot.proxy.app;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.EffectiveConfiguration;

/** Reads the configuration as the command line named it. */
@FunctionalInterface
public interface ConfigSource {

    /** @throws ConfigException with everything that is wrong */
    EffectiveConfiguration read() throws ConfigException;
}
