package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    @BeforeEach
    void start() {
        repository = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h")).authority() + "/up.test/team/app";
    }

    @Test
    void craneValidatesAnImageAndListsItsTags() {
        Binaries.require("craneValidatesAnImageAndListsItsTags", "crane");

        assertThat(run("crane", "--insecure", "validate", "--remote", repository + ":1"))
                .startsWith("PASS");
        assertThat(run("crane", "--insecure", "digest", repository + ":1"))
                .isEqualTo(image.digest().toString());
        assertThat(run("crane", "--insecure", "ls", repository)).isEqualTo("1\nfile");
    }

    @Test
    void orasPullsAFileAndDiscoversWhatRefersToAnImage() {
        Binaries.require("orasPullsAFileAndDiscoversWhatRefersToAnImage", "oras");
        Path folder = lab.folder("oras");

        run("oras", "pull", "--plain-http", "-o", folder.toString(), repository + ":file");
        String found = run("oras", "discover", "--plain-http", "--format", "json", repository + ":1");

        assertThat(folder.resolve("thing.txt")).hasContent("all of it");
        assertThat(found).contains(signature.toString()).contains(SIGNATURE);
    }

    @Test
    void regctlCopiesAnImageAndListsWhatRefersToIt() {
        Binaries.require("regctlCopiesAnImageAndListsWhatRefersToIt", "regctl");
        Path folder = lab.folder("regctl");
        String host = repository.substring(0, repository.indexOf('/'));
        regctl(folder, "registry", "set", "--tls", "disabled", "--skip-check", host);

        regctl(folder, "image", "copy", repository + ":1", "ocidir://" + folder + "/copy:1");

        assertThat(folder.resolve("copy/blobs/sha256").resolve(image.digest().hex()))
                .exists();
        assertThat(regctl(folder, "artifact", "list", repository + ":1", "--format", "body"))
                .contains(signature.toString());
        assertThat(regctl(folder, "tag", "ls", repository)).isEqualTo("1\nfile");
    }

    private static String regctl(Path folder, String... words) {
        List<String> command = new ArrayList<>(List.of("regctl"));
        command.addAll(List.of(words));
        return CommandResult.run(
                        command,
                        Map.of("REGCTL_CONFIG", folder.resolve("config.json").toString()))
                .orThrow()
                .out()
                .strip();
    }

    private static String run(String... command) {
        return CommandResult.run(command).orThrow().out().strip();
    }
}
