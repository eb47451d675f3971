package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.UpstreamConfig;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.proxy.upstream.UpstreamEndpoint;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("HTTPS_PROXY", "http://env.example:8080", "NO_PROXY", "quay.io");

    private final Path directory;

    EndpointsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private UpstreamEndpoint endpoint(String name, String keys) throws Exception {
        Files.writeString(directory.resolve("entrepot.yaml"), "upstreams: {" + name + ": {" + keys + "}}");
        UpstreamConfig upstream = new ConfigLoader(Map.of(), directory)
                .load(Optional.empty(), Map.of())
                .upstreams()
                .get(name);
        return new Endpoints(ENVIRONMENT).of(name, Objects.requireNonNull(upstream));
    }

    private UpstreamEndpoint ghcr(String keys) throws Exception {
        return endpoint("ghcr.io", keys);
    }

    private static Optional<Credential> credential(UpstreamEndpoint endpoint, String host) throws Exception {
        return endpoint.credentials().find(host, null, Deadline.after(Duration.ofSeconds(20)));
    }

    private static Optional<String> proxyFor(UpstreamEndpoint endpoint, String host) {
        return endpoint.connections().proxies().forHost(true, host, 443).map(ForwardProxy::host);
    }

    @Test
    void aPasswordIsForTheUpstreamsOwnHostAndNotForItsFallbacks() throws Exception {
        UpstreamEndpoint endpoint =
                ghcr("username: me, password: x, fallback-urls: ['https://mirror.example', 'https://ghcr.io:8443']");

        assertThat(endpoint.urls())
                .containsExactly(
                        URI.create("https://ghcr.io"),
                        URI.create("https://mirror.example"),
                        URI.create("https://ghcr.io:8443"));
        assertThat(credential(endpoint, "ghcr.io")).contains(new Credential.Password("me", "x"));
        assertThat(credential(endpoint, "mirror.example")).isEmpty();
        assertThat(credential(endpoint, "ghcr.io:8443")).isEmpty();
    }

    @Test
    void aPasswordFileIsReadAgainWhenItIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("pw"), "old\n");
        UpstreamEndpoint endpoint = ghcr("username: me, password-file: pw");
        Credential old = credential(endpoint, "ghcr.io").orElseThrow();
        Files.writeString(file, "renewed\n");

        assertThat(endpoint.credentials().find("ghcr.io", old, Deadline.after(Duration.ofSeconds(20))))
                .contains(new Credential.Password("me", "renewed"));
    }

    @Test
    void dockersFileIsSearchedForTheNameClientsUse() throws Exception {
        Files.writeString(directory.resolve("c.json"), "{\"auths\":{\"r.example\":{\"auth\":\"bWU6eA==\"}}}");
        UpstreamEndpoint endpoint = endpoint("r.example", "url: 'http://10.0.0.1:5000', docker-config: c.json");

        assertThat(credential(endpoint, "10.0.0.1:5000")).contains(new Credential.Password("me", "x"));
    }

    @Test
    void withoutAProxyOfItsOwnTheEnvironmentsCounts() throws Exception {
        assertThat(proxyFor(ghcr("tag-ttl: 1m"), "ghcr.io")).contains("env.example");
        assertThat(proxyFor(ghcr("no-proxy: [ghcr.io]"), "ghcr.io")).isEmpty();
        assertThat(proxyFor(ghcr("tag-ttl: 1m"), "quay.io")).isEmpty();
    }

    @Test
    void aProxyOfItsOwnCountsForEverythingThatIsNotExempt() throws Exception {
        UpstreamEndpoint endpoint = ghcr("proxy: 'http://own.example:3128', no-proxy: [cdn.example]");

        assertThat(proxyFor(endpoint, "quay.io")).contains("own.example");
        assertThat(proxyFor(endpoint, "cdn.example")).isEmpty();
    }

    @Test
    void limitsAreThoseOfTheKeysAndRetriesTheUsualOnes() throws Exception {
        UpstreamEndpoint endpoint = ghcr("requests-per-second: 5, bytes-per-second: 1MiB, max-connections: 7");

        assertThat(endpoint.limits().requestsPerSecond()).isEqualTo(5);
        assertThat(endpoint.limits().bytesPerSecond()).isEqualTo(1 << 20);
        assertThat(endpoint.limits().retries().attempts()).isEqualTo(3);
        assertThat(endpoint.connections().maxConnections()).isEqualTo(7);
    }

    @Test
    void equalKeysMakeEqualEndpointsSoThatAReloadKeepsThem() throws Exception {
        Files.writeString(directory.resolve("pw"), "x");
        Files.writeString(directory.resolve("c.json"), "{}");
        for (String keys : new String[] {
            "username: me, password-file: pw",
            "username: me, password: x",
            "docker-config: c.json",
            "credential-helper: pass",
            "proxy: 'http://a:1', proxy-username: me, proxy-password: x",
            "requests-per-second: 5"
        }) {
            assertThat(ghcr(keys)).as(keys).isEqualTo(ghcr(keys)).isNotEqualTo(ghcr("max-connections: 7"));
        }
    }
}
