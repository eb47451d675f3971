package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.bind.Key;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigPrinterTest {

    private final Workplace workplace;

    ConfigPrinterTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private String print() throws ConfigException {
        return ConfigPrinter.print(workplace.read(Optional.empty()));
    }

    private Configuration again(String yaml) throws ConfigException {
        return workplace
                .file("printed.yaml", yaml)
                .read(Optional.of(Path.of("printed.yaml")))
                .configuration();
    }

    @Test
    void everyValueSaysWhereItCameFrom() throws Exception {
        workplace
                .file("hub", "s3cret")
                .env("ENTREPOT_DATA", "/env")
                .flag("listen", "[::1]:5000")
                .yaml("""
                        upstreams:
                          docker.io:
                            tag-ttl: 60m
                            username: me
                            password-file: hub
                        """);

        assertThat(print()).startsWith("""
                        listen: "[::1]:5000"  # flag --listen
                        admin: 127.0.0.1:5001  # default
                        drain-limit: 20s  # default
                        slow-pull: 5s  # default
                        data: /env  # env ENTREPOT_DATA
                        capacity: 50GiB  # default
                        min-free: 1GiB  # default
                        index-cache: 16MiB  # default
                        default-upstream: docker.io  # default
                        upstreams:
                          docker.io:
                            url: https://registry-1.docker.io  # built in
                            fallback-urls: []  # default
                            aliases: [index.docker.io, registry-1.docker.io]  # built in
                            tag-ttl: 1h  # entrepot.yaml:3
                            max-stale: 7d  # default
                            username: me  # entrepot.yaml:4
                            password-file: hub  # entrepot.yaml:5
                            token-hosts: []  # default
                            no-proxy: []  # default
                            allow-private-redirects: false  # default
                            max-connections: 64  # default
                          ghcr.io:
                            url: https://ghcr.io  # built in
                            fallback-urls: []  # default
                            aliases: []  # default
                        """);
    }

    @Test
    void aPasswordInClearIsMasked() throws Exception {
        workplace.yaml("upstreams: {docker.io: {username: me, password: s3cret}}");

        assertThat(print())
                .contains("    password: \"****\"  # entrepot.yaml:1\n")
                .doesNotContain("s3cret");
    }

    @Test
    void valuesAloneAreShownWithoutAnySecret() throws Exception {
        workplace.env("TOKEN", "s3cret").file("hub", "s3cret").yaml("""
                        upstreams:
                          docker.io: {username: me, password: "${TOKEN}"}
                          ghcr.io: {username: me, password-file: hub}
                        """);

        assertThat(ConfigPrinter.printValues(workplace.load()))
                .startsWith("listen: 127.0.0.1:5000\n")
                .contains("    password: \"****\"\n")
                .containsPattern("    password-file: .*hub\"?\n")
                .doesNotContain("s3cret")
                .doesNotContain("#");
    }

    @Test
    void aReloadTakesOverWhatIsReloadedAndNothingElse() throws Exception {
        Configuration before = workplace.load();
        Configuration read = workplace.yaml("""
                        listen: 127.0.0.1:1
                        admin: off
                        drain-limit: 1s
                        slow-pull: 1s
                        data: other
                        capacity: 1GiB
                        min-free: 2GiB
                        index-cache: 1MiB
                        default-upstream: ghcr.io
                        upstreams: {x.test: {url: "http://x.test"}}
                        clients: {max-connections: 1}
                        bucket: {name: b}
                        degraded: {requests-per-second: 1}
                        tracing: {one-in: 2}
                        """).load();

        Configuration after = before.reloadedBy(read);

        for (RecordComponent component : Configuration.class.getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            Object expected = component.getAccessor().invoke(key.reloaded() ? read : before);
            assertThat(component.getAccessor().invoke(after))
                    .as(component.getName())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aPasswordThatIsPartlyAVariableIsMasked() throws Exception {
        workplace.env("END", "ret").yaml("upstreams: {docker.io: {username: me, password: \"s3c${END}\"}}");

        assertThat(print()).contains("password: \"****\"").doesNotContain("s3c");
    }

    @Test
    void aPasswordFromAVariableIsShownAsTheVariable() throws Exception {
        workplace.env("TOKEN", "s3cret").yaml("upstreams: {docker.io: {username: me, password: \"${TOKEN}\"}}");

        assertThat(print())
                .contains("    password: \"${TOKEN}\"  # entrepot.yaml:1\n")
                .doesNotContain("s3cret");
    }

    @Test
    void theDefaultsLoadAgain() throws Exception {
        assertThat(again(print())).isEqualTo(workplace.load());
    }

    @Test
    void whatIsPrintedLoadsAsTheSame() throws Exception {
        workplace.env("TOKEN", "s3cret").file("hub", "s3cret\n").yaml("""
                        listen: '[::1]:0'
                        admin: off
                        data: "odd $${name}: #\\u00e9\\t'\\"\\\\"
                        default-upstream: registry-1.docker.io
                        upstreams:
                          docker.io: {username: 'null', password-file: hub, max-stale: 1d2h3m4s5ms}
                          ghcr.io: {username: "- x", password: "${TOKEN}", aliases: []}
                          r.example.com:5000: {url: 'http://R.example.com:80/', aliases: [a, 'b:1', 'true', '12']}
                        """);

        assertThat(again(print())).isEqualTo(workplace.load());
    }

    @Test
    void aVeryLongValueLoadsAgain() throws Exception {
        workplace.yaml("data: /" + "a".repeat(100_000));

        assertThat(again(print())).isEqualTo(workplace.load());
    }

    @Test
    void whatWasPrintedPrintsTheSameButForTheSources() throws Exception {
        String first = print().replaceAll("  # .*", "");
        workplace.yaml(first);

        assertThat(print().replaceAll("  # .*", "")).isEqualTo(first);
    }
}
