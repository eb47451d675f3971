package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After a purge the next pull asks the upstream; what was not purged is still held. */
class PurgeOverHttpTest {

    private static final ImageFixture IMAGE = ImageFixture.random(1, 200_000);
    private static final ImageFixture OTHER = ImageFixture.random(2, 100_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @BeforeEach
    void pullBoth() throws IOException {
        upstream.addImage("a/b", "latest", IMAGE);
        upstream.addImage("a/other", "v1", OTHER);
        pull("a/b", "latest", IMAGE);
        pull("a/other", "v1", OTHER);
        proxy.awaitHeld(6);
        upstream.clear();
    }

    private void pull(String repository, String tag, ImageFixture image) throws IOException {
        assertThat(proxy.get("/v2/" + repository + "/manifests/" + tag).status())
                .isEqualTo(200);
        for (Part blob : image.blobs()) {
            assertThat(proxy.get("/v2/" + repository + "/blobs/" + blob.digest())
                            .isWhole())
                    .isTrue();
        }
    }

    private Wire.Response purge(String what) throws IOException {
        try (Wire wire = new Wire(proxy.adminPort())) {
            wire.send("POST", "/purge?what=" + URLEncoder.encode(what, StandardCharsets.UTF_8));
            return wire.receive("POST");
        }
    }

    @Test
    void anImageIsPulledAnewAndAnotherIsNot() throws IOException {
        Wire.Response answer = purge("a/b:latest");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains("\"purged\" : \"image up.test/a/b:latest\"")
                .contains("\"tags\" : 1")
                .contains("\"manifests\" : 1")
                .contains("\"blobs\" : 3");
        assertThat(proxy.blobsHeld()).isEqualTo(3);
        pull("a/other", "v1", OTHER);
        assertThat(upstream.lines()).isEmpty();
        pull("a/b", "latest", IMAGE);
        assertThat(upstream.lines()).hasSize(3);
        proxy.awaitHeld(6);
    }

    @Test
    void anUpstreamIsPurgedByItsAlias() throws IOException {
        assertThat(purge("alias.test").text()).contains("\"purged\" : \"upstream up.test\"");

        assertThat(proxy.blobsHeld()).isZero();
    }

    @Test
    void aDigestIsPurgedAndFetchedAgain() throws IOException {
        assertThat(purge(IMAGE.layer(0).digest().toString()).text())
                .contains("\"freedBytes\" : " + IMAGE.layer(0).size());

        pull("a/b", "latest", IMAGE);
        assertThat(upstream.count("GET", "/blobs/")).isOne();
    }

    @Test
    void whatIsNoImageIsRefusedWithAReason() throws IOException {
        assertThat(purge("Not An Image").status()).isEqualTo(400);
        assertThat(purge("gone.io:5000/org/app").text()).contains("'gone.io:5000' is not configured here");
        assertThat(purge("").text()).contains("/purge?what=");
        assertThat(proxy.blobsHeld()).isEqualTo(6);
    }
}
