package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A configuration that still knows where each value came from. */
public final class EffectiveConfiguration {

    private final Configuration configuration;
    private final Map<KeyPath, Setting> sources;

    private final Set<Path> files;

    EffectiveConfiguration(Configuration configuration, Map<KeyPath, Setting> sources, Set<Path> files) {
        this.configuration = configuration;
        this.sources = Map.copyOf(sources);
        this.files = Set.copyOf(files);
    }

    public Configuration configuration() {
        return configuration;
    }

    /** All files it names or came from, also the default one where there is none yet; some may be folders. */
    public Set<Path> files() {
        return files;
    }

    /** Null for a key that was not set and has no default either. */
    @Nullable
    Setting source(KeyPath key) {
        return sources.get(key);
    }
}
