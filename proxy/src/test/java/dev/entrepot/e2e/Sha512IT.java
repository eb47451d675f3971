package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.real.Binaries;
import dev.entrepot.testkit.real.Buildah;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.Podman;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Debian's clients take that is named by sha512; docs/protocol.md says what they ask for and then refuse themselves. */
class Sha512IT {

    private static final RandomFile[] FILES = {
        new RandomFile("etc/app/config.bin", 1000), new RandomFile("opt/app/data.bin", 5 << 20)
    };

    @RegisterExtension
    static final Lab lab = new Lab("skopeo", "curl");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final ImageFixture image = ImageFixture.builder(1)
            .layers(5000)
            .algorithm(DigestAlgorithm.SHA512)
            .build();
    private RealEntrepot entrepot;
    private String repository;

    @BeforeEach
    void start() {
        upstream.addImage("team/app", null, image);
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        repository = entrepot.authority() + "/up.test/team/app";
    }

    /** Each compares what comes with the sha512 that the manifest says. */
    @Test
    void podmanAndBuildahUnpackLayersOfSha512() throws IOException {
        Binaries.require("podmanAndBuildahUnpackLayersOfSha512", "podman", "buildah");
        OciImage unpacked = lab.images().image("1", FILES);
        addWithLayersOfSha512(unpacked);
        Podman podman = lab.podman();
        Buildah buildah = lab.buildah();
        String reference = repository + ":1";

        podman.pull(reference);
        String container = buildah.from(reference);

        assertThat(podman.checksums(reference, unpacked.paths())).isEqualTo(unpacked.checksums());
        assertThat(buildah.checksums(container, unpacked.paths())).isEqualTo(unpacked.checksums());
        assertThat(upstream.count("GET", "/blobs/sha512:")).isEqualTo(FILES.length);
    }

    /** As registries have it, but for the names of its layers. */
    private void addWithLayersOfSha512(OciImage unpacked) throws IOException {
        Path blobs = unpacked.layout().resolve("blobs/sha256");
        String manifest = Files.readString(blobs.resolve(unpacked.digest().hex()));
        for (OciImage.Layer layer : unpacked.layers()) {
            byte[] content = Files.readAllBytes(blobs.resolve(layer.digest().hex()));
            Digest named = upstream.addBlob("team/app", BlobContent.of(content), DigestAlgorithm.SHA512);
            manifest = manifest.replace(layer.digest().toString(), named.toString());
        }
        try (var others = Files.list(blobs)) {
            for (Path other : others.toList()) {
                upstream.addBlob("team/app", Files.readAllBytes(other));
            }
        }
        upstream.addManifest("team/app", "1", MediaTypes.OCI.manifest(), manifest.getBytes(UTF_8));
    }

    /** skopeo 1.9 asks by such a digest but compares what comes by sha256 before it copies it; so it only looks. */
    @Test
    void curlGetsAnImageOfSha512AndSkopeoLooksAtIt() {
        String base = entrepot.url() + "/v2/up.test/team/app/";

        assertThat(lab.skopeo().raw(repository + "@" + image.digest()))
                .isEqualTo(new String(image.manifest().bytes(), UTF_8));
        assertThat(sha512("curl", "-fsS", base + "manifests/" + image.digest()))
                .isEqualTo(image.digest().hex());
        image.blobs()
                .forEach(blob -> assertThat(sha512("curl", "-fsS", base + "blobs/" + blob.digest()))
                        .isEqualTo(blob.digest().hex()));
    }

    /** As containerd asks, by {@code hosts.toml}; its store, which knows sha256 alone, would not take it. */
    @Test
    void ctrFetchesAManifestBySha512() throws IOException {
        Binaries.require("ctrFetchesAManifestBySha512", "ctr");
        Path hosts = lab.folder("hosts");
        Files.writeString(
                Files.createDirectory(hosts.resolve("up.test")).resolve("hosts.toml"), """
                server = "http://127.0.0.1:1"
                [host."%s"]
                """.formatted(entrepot.url()));
        String digest = image.digest().toString();
        String reference = "up.test/team/app@" + digest;

        String fetched = sha512("ctr", "content", "fetch-object", "--hosts-dir=" + hosts, reference, digest);

        assertThat(fetched).isEqualTo(image.digest().hex());
    }

    /** Of what a command writes. */
    private static String sha512(String... command) {
        List<String> piped = new ArrayList<>(List.of("bash", "-euc", "set -o pipefail; \"$0\" \"$@\" | sha512sum"));
        piped.addAll(List.of(command));
        return CommandResult.run(piped, Map.of()).orThrow().out().substring(0, 128);
    }
}
