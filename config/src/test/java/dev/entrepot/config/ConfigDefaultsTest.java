package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDefaultsTest {

    private final Workplace workplace;

    ConfigDefaultsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    @Test
    void listensOnPort5000OfLoopback() throws Exception {
        assertThat(workplace.load().listen()).isEqualTo(new HostPort("127.0.0.1", 5000));
    }

    @Test
    void answersAdministratorsOnPort5001OfLoopback() throws Exception {
        assertThat(workplace.load().admin()).isEqualTo(HostPortOrOff.at(new HostPort("127.0.0.1", 5001)));
    }

    @Test
    void holds50GiBAndLeavesOneFree() throws Exception {
        assertThat(workplace.load().capacity()).isEqualTo(new ByteSize(50L << 30));
        assertThat(workplace.load().minFree()).isEqualTo(new ByteSize(1L << 30));
        assertThat(workplace.load().indexCache()).isEqualTo(new ByteSize(16L << 20));
    }

    @Test
    void drainsFor20Seconds() throws Exception {
        assertThat(workplace.load().drainLimit()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void keepsItsDataInTheWorkingDirectory() throws Exception {
        assertThat(workplace.load().data()).isEqualTo(workplace.directory().resolve("entrepot-data"));
    }

    @Test
    void takesDockerHubWhereNoRegistryIsNamed() throws Exception {
        assertThat(workplace.load().defaultUpstream()).isEqualTo("docker.io");
    }

    @Test
    void knowsTheSevenRegistriesByTheirRealUrls() throws Exception {
        assertThat(workplace.load().upstreams().entrySet())
                .extracting(entry -> entry.getKey() + " " + entry.getValue().url())
                .containsExactly(
                        "docker.io https://registry-1.docker.io",
                        "ghcr.io https://ghcr.io",
                        "quay.io https://quay.io",
                        "registry.k8s.io https://registry.k8s.io",
                        "gcr.io https://gcr.io",
                        "mcr.microsoft.com https://mcr.microsoft.com",
                        "public.ecr.aws https://public.ecr.aws");
    }

    @Test
    void knowsDockerHubByItsOtherHosts() throws Exception {
        assertThat(workplace.upstream("docker.io").aliases())
                .containsExactly("index.docker.io", "registry-1.docker.io");
    }

    @Test
    void knowsNoOtherAliases() throws Exception {
        assertThat(workplace.load().hosts()).hasSize(9);
    }

    @Test
    void aTagIsFreshForFiveMinutes() throws Exception {
        assertThat(workplace.upstream("ghcr.io").tagTtl()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aTagMayBeStaleForAWeek() throws Exception {
        assertThat(workplace.upstream("ghcr.io").maxStale()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void anUpstreamGets64Connections() throws Exception {
        assertThat(workplace.upstream("ghcr.io").maxConnections()).isEqualTo(64);
    }

    @Test
    void anUpstreamIsAskedWithoutCredentials() throws Exception {
        UpstreamConfig upstream = workplace.upstream("ghcr.io");

        assertThat(upstream.username()).isEmpty();
        assertThat(upstream.password()).isEmpty();
        assertThat(upstream.dockerConfig()).isEmpty();
        assertThat(upstream.credentialHelper()).isEmpty();
        assertThat(upstream.tokenHosts()).isEmpty();
        assertThat(upstream.clientKey()).isEmpty();
    }

    @Test
    void anUpstreamIsReachedDirectlyWithoutLimitsAndMayNotLeadIntoPrivateNetworks() throws Exception {
        UpstreamConfig upstream = workplace.upstream("ghcr.io");

        assertThat(upstream.fallbackUrls()).isEmpty();
        assertThat(upstream.proxy()).isEmpty();
        assertThat(upstream.noProxy()).isEmpty();
        assertThat(upstream.ca()).isEmpty();
        assertThat(upstream.requestsPerSecond()).isEmpty();
        assertThat(upstream.bytesPerSecond()).isEmpty();
        assertThat(upstream.allowPrivateRedirects()).isFalse();
    }

    @Test
    void anAddedUpstreamHasTheSameDefaultsAndNoAliases() throws Exception {
        workplace.yaml("upstreams: {registry.example.com: {url: 'https://r.example.com'}}");

        UpstreamConfig added = workplace.upstream("registry.example.com");
        UpstreamConfig wellKnown = workplace.upstream("ghcr.io");
        assertThat(added)
                .isEqualTo(new UpstreamConfig(
                        URI.create("https://r.example.com"),
                        wellKnown.fallbackUrls(),
                        wellKnown.aliases(),
                        wellKnown.tagTtl(),
                        wellKnown.maxStale(),
                        wellKnown.username(),
                        wellKnown.password(),
                        wellKnown.dockerConfig(),
                        wellKnown.credentialHelper(),
                        wellKnown.tokenHosts(),
                        wellKnown.ca(),
                        wellKnown.clientCertificate(),
                        wellKnown.clientKey(),
                        wellKnown.proxy(),
                        wellKnown.proxyUsername(),
                        wellKnown.proxyPassword(),
                        wellKnown.noProxy(),
                        wellKnown.allowPrivateRedirects(),
                        wellKnown.maxConnections(),
                        wellKnown.requestsPerSecond(),
                        wellKnown.bytesPerSecond()));
    }

    @Test
    void anEmptyFileChangesNothing() throws Exception {
        Configuration without = workplace.load();

        assertThat(workplace.yaml("# nothing yet\n").load()).isEqualTo(without);
    }

    @Test
    void sectionsWithEveryLineCommentedOutChangeNothing() throws Exception {
        Configuration without = workplace.load();

        assertThat(workplace
                        .yaml("upstreams:\n  docker.io:\n    # tag-ttl: 1h\n")
                        .load())
                .isEqualTo(without);
    }
}
