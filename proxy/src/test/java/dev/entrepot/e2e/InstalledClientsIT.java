package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that Debian does not have; each runs where somebody has installed it, which CONTRIBUTING.md says how to. */
class InstalledClientsIT {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String SIGNATURE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final ImageFixture image = ImageFixture.random(1, 100_000);
    private final Digest signature;
    private String repository;

    InstalledClientsIT() {
        upstream.addImage("team/app", "1", image);
        signature = upstream.addReferrer("team/app", image.digest(), SIGNATURE);
        Digest file = upstream.addBlob("team/app", "all of it".getBytes(UTF_8));
        Digest config = upstream.addBlob("team/app", "{}".getBytes(UTF_8));
        upstream.addManifest("team/app", "file", MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"vnd.test/file","config":{"mediaType":\
                "application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[{"mediaType":"text/plain","digest":"%s",\
                "size":9,"annotations":{"org.opencontainers.image.title":"thing.txt"}}]}""".formatted(MANIFEST, config, file)
                .getBytes(UTF_8));
    }

    /** A test's name begins with its client's, and nothing is started for one that is not there. */
    @BeforeEach
    void start(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        Binaries.require(name, name.replaceAll("[A-Z].*", ""));
        repository = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h")).authority() + "/up.test/team/app";
    }

    @Test
    void craneValidatesAnImageAndListsItsTags() {

        assertThat(run("crane", "--insecure", "validate", "--remote", repository + ":1"))
                .startsWith("PASS");
        assertThat(run("crane", "--insecure", "digest", repository + ":1"))
                .isEqualTo(image.digest().toString());
        assertThat(run("crane", "--insecure", "ls", repository)).isEqualTo("1\nfile");
    }

    @Test
    void orasPullsAFileAndDiscoversWhatRefersToAnImage() {
        Path folder = lab.folder("oras");

        run("oras", "pull", "--plain-http", "-o", folder.toString(), repository + ":file");
        String found = run("oras", "discover", "--plain-http", "--format", "json", repository + ":1");

        assertThat(folder.resolve("thing.txt")).hasContent("all of it");
        assertThat(found).contains(signature.toString()).contains(SIGNATURE);
    }

    @Test
    void regctlCopiesAnImageAndListsWhatRefersToIt() throws IOException {
        Path folder = lab.folder("regctl");

        regctl(folder, "image", "copy", repository + ":1", "ocidir://" + folder + "/copy:1");

        assertIsCopy(folder.resolve("copy"), image);
        assertThat(regctl(folder, "artifact", "list", repository + ":1", "--format", "body"))
                .contains(signature.toString());
        assertThat(regctl(folder, "tag", "ls", repository)).isEqualTo("1\nfile");
    }

    @Test
    void regctlCopiesAnImageThatIsNamedBySha512Throughout() throws IOException {
        ImageFixture sha512 = addSha512();
        Path folder = lab.folder("regctl");

        regctl(folder, "image", "copy", repository + "@" + sha512.digest(), "ocidir://" + folder + "/copy:1");

        assertIsCopy(folder.resolve("copy"), sha512);
    }

    @Test
    void orasCopiesAnImageThatIsNamedBySha512Throughout() throws IOException {
        ImageFixture sha512 = addSha512();
        Path copy = lab.folder("oras").resolve("copy");

        run("oras", "copy", "--from-plain-http", repository + "@" + sha512.digest(), "--to-oci-layout", copy + ":1");

        assertIsCopy(copy, sha512);
    }

    private ImageFixture addSha512() {
        ImageFixture sha512 = ImageFixture.builder(2)
                .layers(100_000)
                .algorithm(DigestAlgorithm.SHA512)
                .build();
        upstream.addImage("team/app", null, sha512);
        return sha512;
    }

    private static void assertIsCopy(Path layout, ImageFixture image) throws IOException {
        for (Part part : Stream.concat(Stream.of(image.manifest()), image.blobs().stream())
                .toList()) {
            Path folder =
                    layout.resolve("blobs").resolve(part.digest().algorithm().wireName());
            assertThat(folder.resolve(part.digest().hex())).hasBinaryContent(part.bytes());
        }
    }

    private String regctl(Path folder, String... words) {
        Map<String, String> environment =
                Map.of("REGCTL_CONFIG", folder.resolve("config.json").toString());
        String host = repository.substring(0, repository.indexOf('/'));
        List<String> command = List.of("regctl", "registry", "set", "--tls", "disabled", "--skip-check", host);
        CommandResult.run(command, environment).orThrow();
        return CommandResult.run(
                        Stream.concat(Stream.of("regctl"), Stream.of(words)).toList(), environment)
                .orThrow()
                .out()
                .strip();
    }

    private static String run(String... command) {
        return CommandResult.run(command).orThrow().out().strip();
    }
}
