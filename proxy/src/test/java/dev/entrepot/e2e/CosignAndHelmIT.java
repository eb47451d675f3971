package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is not pulled as an image is, and not by Debian's clients: each runs where somebody has installed it. */
class CosignAndHelmIT {

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo");

    private RealRegistry upstream;
    private RealEntrepot entrepot;
    private Path folder = Path.of("");

    /** A test's name begins with its client's, and nothing is started for one that is not there. */
    @BeforeEach
    void start(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        Binaries.require(name, name.replaceAll("[A-Z].*", ""));
        folder = lab.folder("files");
        upstream = lab.registry("upstream");
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
    }

    /** Under its tag, {@code sha256-….sig}. */
    @Test
    void cosignVerifiesASignatureByItsTagAlsoWhileTheUpstreamIsStopped() {
        OciImage image = pushed();
        sign(image);

        assertThat(verify("1")).contains(image.digest().toString());
        upstream.stop();

        assertThat(verify("1")).contains(image.digest().toString());
    }

    /** {@code docker-registry} has no API for referrers: cosign writes the fallback tag, and entrepot makes the API's answer of it. */
    @Test
    void cosignVerifiesABundleAmongTheReferrersAlsoWhileTheUpstreamIsStopped() throws IOException {
        OciImage image = pushed();
        sign(image, "--new-bundle-format");
        Path root = Files.writeString(
                folder.resolve("root.json"),
                "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
        String[] options = {"--new-bundle-format", "--trusted-root", root.toString()};

        assertThat(verify("1", options)).contains(image.digest().toString());
        upstream.stop();

        assertThat(verify("1", options)).contains(image.digest().toString());
    }

    @Test
    void cosignDoesNotBelieveAnImageThatNobodySigned() {
        pushed();
        newKeys();

        CommandResult unsigned = cosign(verification("1"));

        assertThat(unsigned.succeeded()).isFalse();
        assertThat(unsigned.err()).contains("no signatures found");
    }

    private OciImage pushed() {
        OciImage image = lab.images().image("1", new RandomFile("etc/app/config.bin", 1000));
        upstream.push(image, "team/app");
        return image;
    }

    private void newKeys() {
        cosign(List.of("generate-key-pair", "--output-key-prefix", folder + "/cosign"))
                .orThrow();
    }

    private void sign(OciImage image, String... options) {
        newKeys();
        List<String> words = plain("sign", "--key", folder + "/cosign.key", "--tlog-upload=false", "--yes");
        words.addAll(List.of(options));
        words.add("127.0.0.1:" + upstream.port() + "/team/app@" + image.digest());
        cosign(words).orThrow();
    }

    private String verify(String tag, String... options) {
        return cosign(verification(tag, options)).orThrow().out();
    }

    private List<String> verification(String tag, String... options) {
        List<String> words = plain("verify", "--key", folder + "/cosign.pub", "--insecure-ignore-tlog");
        words.addAll(List.of(options));
        words.add(entrepot.authority() + "/up.test/team/app:" + tag);
        return words;
    }

    private static List<String> plain(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--allow-insecure-registry");
        all.add("--allow-http-registry");
        return all;
    }

    private CommandResult cosign(List<String> words) {
        List<String> command = new ArrayList<>(List.of("cosign"));
        command.addAll(words);
        // Nothing is asked of the project's own servers.
        return CommandResult.run(
                command, Map.of("COSIGN_PASSWORD", "", "HOME", folder.toString(), "TUF_MIRROR", "http://127.0.0.1:1"));
    }

    @Test
    void helmPullsAChartByItsVersionAndByARangeOfVersions() throws IOException {
        Path chart = Files.createDirectory(folder.resolve("thing"));
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: thing\nversion: 1.2.3+build.4\n");
        Path exact = Files.createDirectory(folder.resolve("exact"));
        Path range = Files.createDirectory(folder.resolve("range"));
        helm("package", chart.toString(), "-d", folder.toString());
        Path archive = folder.resolve("thing-1.2.3+build.4.tgz");
        helm("push", archive.toString(), "oci://127.0.0.1:" + upstream.port() + "/charts");
        String name = "oci://" + entrepot.authority() + "/up.test/charts/thing";

        helm("pull", name, "--version", "1.2.3+build.4", "-d", exact.toString());
        helm("pull", name, "--version", "~1.2", "-d", range.toString());

        assertThat(exact.resolve(archive.getFileName())).hasSameBinaryContentAs(archive);
        assertThat(range.resolve(archive.getFileName())).hasSameBinaryContentAs(archive);
    }

    private void helm(String... words) {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(List.of(words));
        if (!words[0].equals("package")) {
            command.add("--plain-http");
        }
        CommandResult.run(command, Map.of("HOME", folder.toString())).orThrow();
    }
}
