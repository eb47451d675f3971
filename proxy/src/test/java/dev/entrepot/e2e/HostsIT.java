package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real containerd with the files that {@code entrepot hosts} writes, and what the check says of them. */
class HostsIT {

    private static final String IMAGE = "up.test/team/app:1";

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo");

    private RealRegistry upstream;
    private RealEntrepot entrepot;
    private RealContainerd node;

    @BeforeEach
    void start() {
        upstream = lab.registry("upstream");
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        OciImage image = lab.images().image("1", new RandomFile("etc/app.bin", 10_000));
        upstream.push(image, "team/app");
        upstream.forget();
        node = lab.containerd("node");
    }

    private CommandResult hosts(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "hosts";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--dir";
        all[words.length + 2] = node.hosts().toString();
        return entrepot.run(all);
    }

    @Test
    void containerdPullsThroughWhatIsWrittenAndTheCheckSaysSo() {
        hosts("--yes").orThrow();

        node.pull(IMAGE);

        CommandResult check = hosts("check", "up.test", "--image", IMAGE).orThrow();
        assertThat(check.out())
                .contains("ok   " + entrepot.url() + ": knows ns=up.test")
                .contains("HEAD names team/app:1 as sha256:")
                .contains("Range is understood")
                .doesNotContain("BAD");
        assertThat(upstream.requests()).isNotEmpty();
    }

    @Test
    void withoutABypassContainerdNeverGoesPast() {
        hosts("--yes", "--no-bypass").orThrow();
        node.pull(IMAGE);
        entrepot.stop();

        CommandResult pull = node.tryPull("up.test/team/other:1");

        assertThat(pull.succeeded()).isFalse();
        assertThat(pull.err()).contains(entrepot.authority()).doesNotContain("https://up.test");
    }

    /** Case 65: the pull goes on as if there were no file. */
    @Test
    void aMistakeMakesContainerdGoPastAndTheCheckNamesIt() throws IOException {
        hosts("--yes").orThrow();
        Path file = node.hosts().resolve("up.test").resolve("hosts.toml");
        Files.writeString(file, Files.readString(file).replace("\"resolve\"]", "\"resolve\", \"fetch\"]"));

        CommandResult pull = node.tryPull(IMAGE);
        CommandResult check = hosts("check", "up.test");

        assertThat(pull.succeeded()).isFalse();
        assertThat(pull.err()).contains("Head \"https://up.test/v2/team/app/manifests/1\"");
        assertThat(upstream.requests()).isEmpty();
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).contains(file + ":5:").contains("'fetch'", "containerd ignores the whole file");
    }
}
