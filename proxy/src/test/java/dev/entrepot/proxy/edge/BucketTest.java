package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.bucket.S3Server;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is pulled reaches the bucket, and comes back from it; a real S3 server counts. */
class BucketTest {

    private static final ImageFixture IMAGE = ImageFixture.random(1, 300_000, 20_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private final S3Server store = S3Server.start();

    @BeforeEach
    void start() throws Exception {
        upstream.addImage("app", "1", IMAGE);
        proxy.start(yaml());
    }

    @AfterEach
    void close() {
        proxy.stop();
        store.close();
    }

    private String yaml() {
        return """
                default-upstream: up.test
                upstreams:
                  up.test: {url: '%s'}
                bucket:
                  name: %s
                  endpoint: %s
                  access-key-id: %s
                  secret-access-key: %s
                """.formatted(upstream.url(), S3Server.BUCKET, store.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Test
    void everythingThatIsPulledIsStoredOnceByOneRequestEach() throws Exception {
        pull();
        pull();

        Awaitility.await().untilAsserted(() -> assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys()));
        assertThat(store.requests()).allMatch(request -> request.startsWith("PUT "));
        assertThat(store.requests().stream().filter(request -> request.contains(" blobs/")))
                .containsExactlyInAnyOrderElementsOf(
                        blobKeys().map(key -> "PUT " + key).toList());
        IMAGE.blobs().forEach(blob -> assertThat(store.object(key(blob))).isPresent());
    }

    private void pull() throws IOException {
        assertThat(proxy.get("/v2/app/manifests/1").status()).isEqualTo(200);
        for (Part blob : IMAGE.blobs()) {
            assertThat(proxy.get("/v2/app/blobs/" + blob.digest()).status()).isEqualTo(200);
        }
    }

    private static Stream<String> blobKeys() {
        return Stream.concat(
                Stream.of("blobs/sha256/" + IMAGE.digest().hex()),
                IMAGE.blobs().stream().map(BucketTest::key));
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(blobKeys().toList());
        keys.add("repositories/up.test/app/_manifests/sha256/" + IMAGE.digest().hex());
        keys.add("repositories/up.test/app/_tags/1");
        return keys;
    }

    private static String key(Part blob) {
        return "blobs/sha256/" + blob.digest().hex();
    }
}
