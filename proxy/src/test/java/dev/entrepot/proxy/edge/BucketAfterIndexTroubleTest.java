package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.testkit.bucket.S3Server;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the bucket is owed is written in the index; what that does not know of reaches the bucket all the same, without a restart. */
class BucketAfterIndexTroubleTest {

    private static final ImageFixture IMAGE = ImageFixture.random(1, 300_000, 20_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    private final S3Server store = S3Server.start();

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
                bucket: {name: %s, endpoint: '%s', access-key-id: %s, secret-access-key: %s}
                """.formatted(upstream.url(), S3Server.BUCKET, store.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Test
    void whatIsPulledWhileTheIndexIsDownIsStoredOnceItIsBack() throws Exception {
        upstream.addImage("app", "1", IMAGE);
        try (RocksDatabase another =
                RocksDatabase.open(proxy.folder().resolve("data/index"), RocksDatabase.MIN_CACHE)) {
            assertThat(another.isNew()).isTrue();
            proxy.start(yaml());
            pull();
            assertThat(store.requests("PUT")).isEmpty();
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys()));
        assertThat(store.requests("PUT")).containsExactlyInAnyOrderElementsOf(puts());
    }

    private void pull() throws IOException {
        assertThat(proxy.get("/v2/app/manifests/1").status()).isEqualTo(200);
        for (Part blob : IMAGE.blobs()) {
            assertThat(proxy.get("/v2/app/blobs/" + blob.digest()).isWhole()).isTrue();
        }
    }

    private static List<String> puts() {
        return keys().stream().map(key -> "PUT " + key).toList();
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        keys.add("blobs/sha256/" + IMAGE.digest().hex());
        IMAGE.blobs().forEach(blob -> keys.add("blobs/sha256/" + blob.digest().hex()));
        keys.add("repositories/up.test/app/_manifests/sha256/" + IMAGE.digest().hex());
        keys.add("repositories/up.test/app/_tags/1");
        return keys;
    }
}
