package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.bucket.S3Server;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is pulled reaches the bucket, and comes back from it; a real S3 server counts. */
class BucketTest {

    private static final ImageFixture IMAGE = ImageFixture.random(1, 300_000, 20_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    /** With an empty disk. */
    @RegisterExtension
    final ConfiguredProxy newNode = new ConfiguredProxy();

    private final S3Server store = S3Server.start();

    @BeforeEach
    void start() throws Exception {
        upstream.addImage("app", "1", IMAGE);
        proxy.start(yaml());
    }

    @AfterEach
    void close() {
        newNode.stop();
        proxy.stop();
        store.close();
    }

    private String yaml() {
        return yaml("20s");
    }

    private String yaml(String timeout) {
        return """
                default-upstream: up.test
                upstreams:
                  up.test: {url: '%s'}
                bucket:
                  name: %s
                  timeout: %s
                  endpoint: %s
                  access-key-id: %s
                  secret-access-key: %s
                """.formatted(
                upstream.url(), S3Server.BUCKET, timeout, store.uri(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Test
    void everythingThatIsPulledIsStoredOnceByOneRequestEach() throws Exception {
        pull();
        pull();

        awaitStored();
        List<String> expected =
                new ArrayList<>(keys().stream().map(key -> "PUT " + key).toList());
        // Whether another has proven what this manifest only claims.
        expected.add("GET " + manifestRecord());
        assertThat(store.requests()).containsExactlyInAnyOrderElementsOf(expected);
        IMAGE.blobs().forEach(blob -> assertThat(store.object(key(blob))).isPresent());
    }

    @Test
    void aNewNodeServesEverythingFromTheBucketAloneByOneGetEach() throws Exception {
        pull();
        awaitStored();
        upstream.stopListening();
        store.forgetRequests();

        newNode.start(yaml());
        pull(newNode);

        assertThat(store.requests())
                .containsExactlyInAnyOrderElementsOf(
                        keys().stream().map(key -> "GET " + key).toList());
    }

    @Test
    void aMissThatTheBucketHadIsToldApartFromOneOfTheUpstream() throws Exception {
        String layer = "/v2/app/blobs/" + IMAGE.layer(0).digest();
        String manifest = "/v2/app/manifests/" + IMAGE.digest();
        pull();
        assertThat(proxy.status().totals().sentBytes()).containsEntry("bucket", 0L);
        awaitStored();
        upstream.stopListening();

        newNode.start(yaml());

        for (String target : List.of(manifest, layer)) {
            assertThat(newNode.get(target).header("Cache-Status"))
                    .isEqualTo("entrepot; fwd=uri-miss; stored; detail=bucket");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(newNode.status().totals().sentBytes())
                        .containsEntry(
                                "bucket",
                                IMAGE.layer(0).size() + IMAGE.manifest().size())
                        .containsEntry("upstream", 0L)
                        .containsEntry("arriving", 0L));
    }

    @Test
    void whatAnotherRepositoryBringsAgainIsSaidNotToHaveBeenUploaded() throws Exception {
        pull();
        awaitStored();
        assertThat(notUploaded(proxy)).isZero();
        upstream.addImage("other", "1", IMAGE);

        assertThat(proxy.get("/v2/other/manifests/1").status()).isEqualTo(200);

        long blobs = IMAGE.blobs().stream().mapToLong(Part::size).sum();
        assertThat(notUploaded(proxy)).isEqualTo(blobs);
    }

    @Test
    void whatAnotherNodeWasFirstToSendIsSaidNotToHaveBeenUploaded() throws Exception {
        pull();
        awaitStored();
        store.refuse(request -> request.startsWith("GET "), 503, "SlowDown", Integer.MAX_VALUE);

        newNode.start(yaml());
        pull(newNode);

        long all = IMAGE.manifest().size()
                + IMAGE.blobs().stream().mapToLong(Part::size).sum();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(notUploaded(newNode)).isEqualTo(all));
    }

    private static long notUploaded(ConfiguredProxy node) throws IOException {
        return node.status().upstreams().stream()
                .filter(known -> known.name().equals("up.test"))
                .mapToLong(known -> known.counts().notUploadedBytes())
                .sum();
    }

    @Test
    void whatTheBucketHasIsNotFetchedFromTheUpstreamAgain() throws Exception {
        pull();
        awaitStored();
        int before = upstream.requests().size();

        newNode.start(yaml());
        pull(newNode);

        assertThat(upstream.requests().stream().skip(before).map(request -> request.method() + " " + request.path()))
                .containsExactly("GET /v2/app/manifests/1");
    }

    @Test
    void wrongBytesAreReplacedAndTheClientNeverNotices() throws Exception {
        pull();
        awaitStored();
        Part layer = IMAGE.layer(0);
        store.plant(key(layer), new byte[300_000]);

        newNode.start(yaml());
        pull(newNode);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(store.object(key(layer)).map(Digest::sha256)).contains(layer.digest()));
    }

    @Test
    void bytesOfAWrongLengthAreReplacedToo() throws Exception {
        pull();
        awaitStored();
        Part layer = IMAGE.layer(0);
        store.plant(key(layer), new byte[1]);

        newNode.start(yaml());
        pull(newNode);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(store.object(key(layer)).map(Digest::sha256)).contains(layer.digest()));
    }

    @Test
    void aBucketThatIsDownIsNoticedByNobody() throws Exception {
        store.refuse(request -> true, 503, "ServiceUnavailable", Integer.MAX_VALUE);

        pull();
    }

    @Test
    @Timeout(40)
    void aBucketThatHangsCostsItsTimeLimitThriceAndThenNothing() throws Exception {
        proxy.stop();
        proxy.start(yaml("1s"));
        store.hang(request -> true, Integer.MAX_VALUE);

        pull();
    }

    private void pull() throws IOException {
        pull(proxy);
    }

    private static void pull(ConfiguredProxy node) throws IOException {
        assertThat(node.get("/v2/app/manifests/1").status()).isEqualTo(200);
        for (Part blob : IMAGE.blobs()) {
            Wire.Response answer = node.get("/v2/app/blobs/" + blob.digest());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Digest.sha256(answer.body())).isEqualTo(blob.digest());
        }
    }

    private void awaitStored() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys()));
    }

    private static Stream<String> blobKeys() {
        return Stream.concat(
                Stream.of("blobs/sha256/" + IMAGE.digest().hex()),
                IMAGE.blobs().stream().map(BucketTest::key));
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(blobKeys().toList());
        keys.add(manifestRecord());
        keys.add("repositories/up.test/app/_tags/1");
        return keys;
    }

    private static String manifestRecord() {
        return "repositories/up.test/app/_manifests/sha256/" + IMAGE.digest().hex();
    }

    private static String key(Part blob) {
        return "blobs/sha256/" + blob.digest().hex();
    }
}
