package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /status} in a browser. */
class StatusPageTest {

    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @BeforeEach
    void start() throws Exception {
        proxy.file("hub", "pa55word");
        proxy.start(configuration("1m"));
    }

    private String configuration(String slowPull) {
        return "slow-pull: " + slowPull + "\ndefault-upstream: up.test\nupstreams:\n  up.test: {url: '" + upstream.url()
                + "', username: me, password: 'in<clear'}\n  b.test: {url: '" + upstream.url()
                + "', username: me, password-file: hub}\nclients: {allow: [127.0.0.1/32]}\n";
    }

    @Test
    void aBrowserIsShownAPageAndAProgramJson() throws Exception {
        Wire.Response page = proxy.admin("/status", BROWSER);

        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text()).startsWith("<!doctype html>").contains("entrepot is <span class=\"well\">ready</span>");
        assertThat(proxy.admin("/status").header("content-type")).isEqualTo("application/json");
        assertThat(proxy.admin("/status", "Accept: */*").header("content-type")).isEqualTo("application/json");
    }

    @Test
    void eachDependencyIsShownWithItsState() throws Exception {
        upstream.stopListening();
        proxy.get("/v2/a/b/manifests/1");

        assertThat(proxy.admin("/status", BROWSER).text())
                .contains("entrepot is <span class=\"bad\">degraded</span>")
                .containsPattern("<td>upstream up\\.test</td><td class=\"bad\">down</td><td>[^<]+</td><td>2\\d{3}-")
                .contains("<td>upstream b.test</td><td>well</td>")
                .contains("<td>index</td><td>well</td>")
                .contains("<td>disk</td><td>well</td>");
    }

    @Test
    void theConfigurationIsShownWithoutSecrets() throws Exception {
        String shown = proxy.status().configuration();

        assertThat(shown)
                .contains("slow-pull: 1m\n")
                .contains("    password: \"****\"\n")
                .containsPattern("    password-file: .*hub\n")
                .doesNotContain("in<clear")
                .doesNotContain("pa55word");
        assertThat(proxy.admin("/status", BROWSER).text())
                .contains("slow-pull: 1m\n")
                .doesNotContain("clear");
    }

    @Test
    void whatWasReloadedIsShown() throws Exception {
        proxy.reload("capacity: 2GiB\n" + configuration("7s"));

        assertThat(proxy.status().configuration()).contains("slow-pull: 7s\n").contains("capacity: 50GiB\n");
    }
}
