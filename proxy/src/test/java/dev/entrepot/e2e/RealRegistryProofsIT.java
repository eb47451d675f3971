package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Permission, eviction and self-healing where the upstream is a real registry, by what its access log says (issue 4). */
class RealRegistryProofsIT {

    private static final int LAYER = 12 << 20;

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry", "skopeo");

    private OciImages images;
    private RealRegistry registry;
    private RealEntrepot entrepot;

    /** Guarded, so that nothing it has is public. */
    @BeforeEach
    void start() {
        images = lab.images();
        registry = lab.guardedRegistry("upstream", "robot:s3cret");
        entrepot = lab.entrepot(EntrepotYaml.upTest(registry.url(), "1h")
                + "    username: robot\n    password: s3cret\ncapacity: 64MiB\nmin-free: 0B\n");
    }

    private OciImage push(String tag, String repository) {
        OciImage image = images.image(tag, new RandomFile(tag + ".bin", LAYER));
        registry.push(image, repository);
        return image;
    }

    private static Digest layer(OciImage image) {
        return image.layers().getFirst().digest();
    }

    private HttpResponse<byte[]> blob(String repository, Digest digest) {
        return entrepot.get("/v2/" + repository + "/blobs/" + digest);
    }

    private void pull(String repository, OciImage image) {
        assertThat(entrepot.get("/v2/" + repository + "/manifests/" + image.tag())
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> layer = blob(repository, layer(image));
        assertThat(layer.statusCode()).isEqualTo(200);
        assertThat(Digest.sha256(layer.body())).isEqualTo(layer(image));
    }

    private Path file(Digest digest) {
        return entrepot.data().resolve("blobs/sha256").resolve(digest.hex());
    }

    private void awaitStored(Digest digest) {
        Awaitility.await().untilAsserted(() -> assertThat(file(digest)).exists());
    }

    /** What the registry was asked for this blob and said: method, path, status, bytes. */
    private List<String> traffic(Digest digest) {
        return registry.requests().stream()
                .filter(request -> request.path().endsWith("/blobs/" + digest))
                .map(request -> request.method() + " " + request.path().replace("/blobs/" + digest, "") + " "
                        + request.status() + (request.status() < 400 ? " " + request.bytes() : ""))
                .toList();
    }

    @Test
    void aHeldBlobIsServedThroughAnotherRepositoryOnlyAfterTheRegistrySentAByteOfItFromThere() {
        OciImage image = push("v1", "team/private");
        Digest secret = layer(image);
        pull("team/private", image);
        awaitStored(secret);
        registry.forget();

        HttpResponse<byte[]> refused = blob("team/other", secret);

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(traffic(secret)).containsExactly("GET /v2/team/other 404");

        registry.push(image, "team/other");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(blob("team/other", secret).statusCode()).isEqualTo(200));
        assertThat(traffic(secret)).endsWith("GET /v2/team/other 206 1");
        registry.forget();
        assertThat(Digest.sha256(blob("team/other", secret).body())).isEqualTo(secret);
        assertThat(traffic(secret)).isEmpty();
    }

    @Test
    void whatWasEvictedCostsOneFetchAndWhatWasKeptNone() {
        List<OciImage> pulled = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            OciImage image = push("v" + i, "team/app");
            pulled.add(image);
            pull("team/app", image);
        }
        Digest first = layer(pulled.getFirst());
        Digest last = layer(pulled.getLast());
        Awaitility.await().untilAsserted(() -> assertThat(file(first)).doesNotExist());
        awaitStored(last);
        registry.forget();

        assertThat(Digest.sha256(blob("team/app", last).body())).isEqualTo(last);
        assertThat(Digest.sha256(blob("team/app", first).body())).isEqualTo(first);

        assertThat(traffic(last)).isEmpty();
        assertThat(traffic(first))
                .containsExactly("GET /v2/team/app 200 "
                        + pulled.getFirst().layers().getFirst().size());
    }

    @Test
    void aTruncatedFileIsFetchedOnceMoreWithinTheSameAnswer() throws IOException {
        OciImage image = push("v1", "team/app");
        Digest digest = layer(image);
        pull("team/app", image);
        awaitStored(digest);
        registry.forget();
        try (FileChannel file = FileChannel.open(file(digest), StandardOpenOption.WRITE)) {
            file.truncate(LAYER / 2);
        }

        assertThat(Digest.sha256(blob("team/app", digest).body())).isEqualTo(digest);

        assertThat(traffic(digest))
                .containsExactly(
                        "GET /v2/team/app 200 " + image.layers().getFirst().size());
        assertThat(entrepot.data().resolve("quarantine")).isNotEmptyDirectory();
        awaitStored(digest);
        assertThat(Digest.sha256(blob("team/app", digest).body())).isEqualTo(digest);
        assertThat(traffic(digest)).hasSize(1);
    }
}
