package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.EffectiveConfiguration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration; they override environment and file. */
final class ConfigOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file. Default: ./entrepot.yaml, if there is one.")
    private @Nullable Path file;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen. Default: 127.0.0.1:5000.")
    private @Nullable String listen;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where administrators are answered, or off. Default: 127.0.0.1:5001.")
    private @Nullable String admin;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Where to keep blobs. Default: ./entrepot-data.")
    private @Nullable String data;

    EffectiveConfiguration read() throws ConfigException {
        ConfigLoader loader = new ConfigLoader(System.getenv(), Path.of("").toAbsolutePath());
        return loader.read(Optional.ofNullable(file), flags());
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        if (listen != null) {
            flags.put("listen", listen);
        }
        if (admin != null) {
            flags.put("admin", admin);
        }
        if (data != null) {
            flags.put("data", data);
        }
        return flags;
    }
}
