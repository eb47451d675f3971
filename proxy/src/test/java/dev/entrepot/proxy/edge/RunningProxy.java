package dev.entrepot.proxy.edge;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.app.Proxy;
import dev.entrepot.testkit.registry.FakeRegistry;
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
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts a proxy with an empty data folder before each test; {@code up.test} is its default upstream. */
final class RunningProxy implements BeforeEachCallback, AfterEachCallback {

    private final FakeRegistry upstream;
    private final String moreSettings;
    private final Optional<TestTls> tls;
    private @Nullable Path folder;
    private @Nullable Proxy proxy;

    RunningProxy(FakeRegistry upstream) {
        this(upstream, "");
    }

    /** @param moreSettings lines for the section of {@code up.test} */
    RunningProxy(FakeRegistry upstream, String moreSettings) {
        this(upstream, moreSettings, Optional.empty());
    }

    /** Over TLS. */
    RunningProxy(FakeRegistry upstream, TestTls tls) {
        this(upstream, "", Optional.of(tls));
    }

    private RunningProxy(FakeRegistry upstream, String moreSettings, Optional<TestTls> tls) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        this.upstream = upstream;
        this.moreSettings = moreSettings;
        this.tls = tls;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException, ConfigException {
        folder = Files.createTempDirectory("entrepot");
        String secure = tls.isEmpty() ? "" : tls.get().writeTo(folder);
        Files.writeString(
                folder.resolve("entrepot.yaml"), """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                data: data
                default-upstream: up.test
                upstreams:
                  up.test:
                    url: %s
                    aliases: [alias.test]
                %s
                %s
                """.formatted(upstream.url(), moreSettings.indent(4), secure));
        start();
    }

    /** With what the data folder has. */
    void start() throws IOException, ConfigException {
        Path home = Objects.requireNonNull(folder);
        Path file = home.resolve("entrepot.yaml");
        proxy = Proxy.start(new ConfigLoader(Map.of(), home).load(Optional.of(file), Map.of()), "test");
    }

    void stop() {
        Objects.requireNonNull(proxy).close();
        proxy = null;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (proxy != null) {
            proxy.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    int port() {
        return Objects.requireNonNull(proxy).address().getPort();
    }

    int adminPort() {
        return Objects.requireNonNull(proxy).adminAddress().orElseThrow().getPort();
    }

    /** As SIGTERM does. */
    void drain(Duration limit) {
        Objects.requireNonNull(proxy).drain(limit);
    }

    /** A connection of one's own. */
    Wire connect() throws IOException {
        return tls.isEmpty() ? new Wire(port()) : tls.get().connect(port());
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

    /** Waits for what was answered to be committed too: its last byte goes out before that. */
    void awaitHeld(long count) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> blobsHeld() == count);
    }

    /** Waits until so many requests have begun and none of them has ended. */
    void awaitUnderWay(int requests) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Scrape.of(this).value("entrepot_requests_active") == requests);
    }

    Path data() {
        return Objects.requireNonNull(folder).resolve("data");
    }

    Path blobFile(Digest digest) {
        return data().resolve("blobs").resolve(digest.algorithm().wireName()).resolve(digest.hex());
    }

    /** Files below {@code blobs/}, which are exactly what is held. */
    long blobsHeld() throws IOException {
        try (Stream<Path> files = Files.walk(data().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
