package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration that still knows where each value came from. */
public final class EffectiveConfiguration {

    private final Configuration configuration;
    private final Map<KeyPath, Setting> sources;

    EffectiveConfiguration(Configuration configuration, Map<KeyPath, Setting> sources) {
        this.configuration = configuration;
        this.sources = Map.copyOf(sources);
    }

    public Configuration configuration() {
        return configuration;
    }

    /** Null for a key that was not set and has no default either. */
    @Nullable
    Setting source(KeyPath key) {
        return sources.get(key);
    }
}
