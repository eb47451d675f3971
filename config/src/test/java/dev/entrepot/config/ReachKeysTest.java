package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.JsonFile;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that say who we are to an upstream and how it is reached, by their names in the file. */
class ReachKeysTest {

    private final Workplace workplace;

    ReachKeysTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private UpstreamConfig upstream(String keys) throws ConfigException {
        return workplace.yaml("upstreams: {ghcr.io: {" + keys + "}}").upstream("ghcr.io");
    }

    @Test
    void fallbackUrls() throws Exception {
        assertThat(upstream("fallback-urls: ['https://Mirror.example', 'http://10.0.0.1:5000/']")
                        .fallbackUrls())
                .containsExactly(URI.create("https://mirror.example"), URI.create("http://10.0.0.1:5000"));
    }

    @Test
    void aPasswordKnowsTheFileItCameFrom() throws Exception {
        workplace.file("hub", "s3cret");

        assertThat(upstream("username: me, password-file: hub").password().flatMap(Secret::file))
                .contains(workplace.directory().resolve("hub"));
        assertThat(upstream("username: me, password: s3cret").password().flatMap(Secret::file))
                .isEmpty();
    }

    @Test
    void dockerConfig() throws Exception {
        workplace.file("config.json", "{}");

        assertThat(upstream("docker-config: config.json").dockerConfig())
                .contains(new JsonFile(workplace.directory().resolve("config.json")));
    }

    @Test
    void credentialHelper() throws Exception {
        assertThat(upstream("credential-helper: ecr-login").credentialHelper()).contains("ecr-login");
    }

    @Test
    void tokenHosts() throws Exception {
        assertThat(upstream("token-hosts: [auth.example, sso.example]").tokenHosts())
                .containsExactly("auth.example", "sso.example");
    }

    @Test
    void caAndClientCertificateAndClientKey() throws Exception {
        TestIdentity identity = TestIdentity.create(workplace.directory());
        workplace
                .file(
                        "ca.pem",
                        "what stands around it is a comment\n" + identity.certificate() + identity.certificate())
                .file("me.pem", identity.certificate())
                .file("key.pem", identity.key());

        UpstreamConfig upstream = upstream("ca: ca.pem, client-certificate: me.pem, client-key: key.pem");

        assertThat(upstream.ca().map(PemCertificates::certificates).orElseThrow())
                .hasSize(2);
        assertThat(upstream.clientCertificate()
                        .orElseThrow()
                        .certificates()
                        .getFirst()
                        .getSubjectX500Principal())
                .hasToString("CN=me");
        assertThat(upstream.clientKey().map(PemKey::key).orElseThrow().getAlgorithm())
                .isEqualTo("EC");
        assertThat(upstream.clientKey())
                .hasToString("Optional[" + workplace.directory().resolve("key.pem") + "]");
    }

    @Test
    void proxyAndItsLogin() throws Exception {
        workplace.file("pw", "s3cret");
        UpstreamConfig upstream =
                upstream("proxy: 'http://10.0.0.1:3128', proxy-username: me, proxy-password-file: pw");

        assertThat(upstream.proxy()).contains(URI.create("http://10.0.0.1:3128"));
        assertThat(upstream.proxyUsername()).contains("me");
        assertThat(upstream.proxyPassword()).contains(new Secret("s3cret"));
    }

    @Test
    void noProxy() throws Exception {
        assertThat(upstream("no-proxy: [10.0.0.0/8, .internal, '*']").noProxy())
                .containsExactly("10.0.0.0/8", ".internal", "*");
    }

    @Test
    void allowPrivateRedirects() throws Exception {
        assertThat(upstream("allow-private-redirects: true").allowPrivateRedirects())
                .isTrue();
    }

    @Test
    void requestsPerSecond() throws Exception {
        assertThat(upstream("requests-per-second: 50").requestsPerSecond()).contains(50);
    }

    @Test
    void bytesPerSecond() throws Exception {
        assertThat(upstream("bytes-per-second: 50MiB").bytesPerSecond()).contains(new ByteSize(50 << 20));
    }

    @Test
    void whatIsPrintedLoadsAsTheSame() throws Exception {
        TestIdentity identity = TestIdentity.create(workplace.directory());
        workplace
                .file("me.pem", identity.certificate())
                .file("key.pem", identity.key())
                .file("c.json", "{}")
                .yaml("""
                upstreams:
                  ghcr.io:
                    fallback-urls: [https://a.example]
                    docker-config: c.json
                    ca: me.pem
                    client-certificate: me.pem
                    client-key: key.pem
                    proxy: http://10.0.0.1:3128
                    proxy-username: me
                    proxy-password: s3cret
                    no-proxy: ['*']
                    requests-per-second: 5
                    bytes-per-second: 1GiB
                  quay.io: {credential-helper: pass}
                """);
        String printed = ConfigPrinter.print(workplace.read(Optional.empty()));

        assertThat(printed).doesNotContain("s3cret").doesNotContain("PRIVATE KEY");
        Configuration again = workplace
                .file("again.yaml", printed.replace("proxy-password: \"****\"", "proxy-password: s3cret"))
                .read(Optional.of(Path.of("again.yaml")))
                .configuration();
        assertThat(again).isEqualTo(workplace.load());
    }
}
