package dev.entrepot.proxy.edge;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.admin.StatusReport;
import dev.entrepot.proxy.app.Proxy;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A proxy whose configuration is what the test is about: started and reloaded by it, with files of its own. */
final class ConfiguredProxy implements BeforeEachCallback, AfterEachCallback {

    private static final String OWN = "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\ndata: data\n";

    private @Nullable Path folder;
    private @Nullable Proxy proxy;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        folder = Files.createTempDirectory("entrepot");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(folder))) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** A file that the configuration may name. */
    ConfiguredProxy file(String name, String content) throws IOException {
        Files.writeString(Objects.requireNonNull(folder).resolve(name), content);
        return this;
    }

    Path folder() {
        return Objects.requireNonNull(folder);
    }

    /** @param yaml besides {@code listen}, {@code admin} and {@code data} */
    void start(String yaml) throws IOException, ConfigException {
        proxy = Proxy.start(configuration(yaml), "test");
    }

    void reload(String yaml) throws IOException, ConfigException {
        running().reload(configuration(yaml));
    }

    private Configuration configuration(String yaml) throws IOException, ConfigException {
        file("entrepot.yaml", OWN + yaml);
        return new ConfigLoader(Map.of(), Objects.requireNonNull(folder)).load(Optional.empty(), Map.of());
    }

    /** What was handed to a loop has been done after that. */
    void stop() {
        if (proxy != null) {
            proxy.drain(Duration.ofSeconds(5));
            proxy.close();
            proxy = null;
        }
    }

    int port() {
        return running().address().getPort();
    }

    /** What {@code /status} says. */
    StatusReport status() throws IOException {
        return Json.read(admin("/status").text(), StatusReport.class);
    }

    /** What an administrator is answered. */
    Wire.Response admin(String target, String... headers) throws IOException {
        try (Wire wire = new Wire(running().adminAddress().orElseThrow().getPort())) {
            wire.send("GET", target, headers);
            return wire.receive("GET");
        }
    }

    /** A connection of one's own. */
    Wire connect() throws IOException {
        return new Wire(port());
    }

    /** One request on a connection of its own. */
    Wire.Response send(String method, String target, String... headers) throws IOException {
        try (Wire wire = connect()) {
            wire.send(method, target, headers);
            return wire.receive(method);
        }
    }

    Wire.Response get(String target, String... headers) throws IOException {
        return send("GET", target, headers);
    }

    private Proxy running() {
        return Objects.requireNonNull(proxy);
    }
}
