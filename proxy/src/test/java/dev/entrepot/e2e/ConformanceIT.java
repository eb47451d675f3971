package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the conformance suite of the distribution specification asserts of what it has just pushed, where reading goes
 * through entrepot and writing to a real registry.
 */
class ConformanceIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] CONFIG = "{}".getBytes(UTF_8);
    private static final byte[] LAYER = random(2048);
    private static final String REPOSITORY = "conformance/repo1";
    private static final String BASE = "/v2/" + REPOSITORY + "/";

    @RegisterExtension
    static final Lab lab = new Lab("docker-registry");

    private RealRegistry upstream;
    private Pusher client;

    @BeforeEach
    void start() {
        upstream = lab.registry("upstream");
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "0s"));
        client = new Pusher(lab.splitter(entrepot, upstream).authority());
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void whatWasPushedIsPulledByTagAndByDigest() {
        Digest layer = client.pushBlob(REPOSITORY, LAYER);
        byte[] manifest = image(layer, "").getBytes(UTF_8);
        Digest digest = client.pushManifest(REPOSITORY, "v1", Pusher.MANIFEST, manifest);

        assertAgree("manifests/v1", Pusher.MANIFEST, digest, manifest);
        assertAgree("manifests/" + digest, Pusher.MANIFEST, digest, manifest);
        assertAgree("blobs/" + layer, "application/octet-stream", layer, LAYER);
    }

    @Test
    void whatWasNotPushedIs404AndIsThereOnceItWas() {
        Digest layer = Digest.sha256(LAYER);
        assertThat(client.get(BASE + "blobs/" + layer).statusCode()).isEqualTo(404);
        assertThat(client.get(BASE + "manifests/sha256:" + layer.hex()).statusCode())
                .isEqualTo(404);

        client.pushBlob(REPOSITORY, LAYER);

        assertThat(client.get(BASE + "blobs/" + layer).body()).isEqualTo(LAYER);
    }

    @Test
    void rangesOfWhatWasPushedAreExact() {
        String target = BASE + "blobs/" + client.pushBlob(REPOSITORY, LAYER);

        assertRange(target, "500-1499", 500, 1500);
        assertRange(target, "500-", 500, 2048);
        assertRange(target, "-500", 1548, 2048);
        assertRange(target, "2000-5000", 2000, 2048);
        for (String range : List.of("500-0", "5000-10000")) {
            HttpResponse<byte[]> response = client.get(target, "Range", "bytes=" + range);
            assertThat(response.statusCode()).as(range).isEqualTo(416);
            assertThat(Pusher.header(response, "Content-Range")).containsExactly("bytes */2048");
        }
    }

    @Test
    void theEmptyBlobIsABlob() {
        Digest empty = client.pushBlob(REPOSITORY, new byte[0]);

        HttpResponse<byte[]> response = client.get(BASE + "blobs/" + empty);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Pusher.header(response, "Content-Length")).containsExactly("0");
    }

    /** docker-registry 2.8 takes it, keeps it by its sha256, and knows it by either. */
    @Test
    void ofAnotherAlgorithmTheRegistrysOwnAnswerDecides() {
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, ByteBuffer.wrap(LAYER));
        client.pushBlob(REPOSITORY, sha512, LAYER);
        try (Pusher direct = new Pusher("127.0.0.1:" + upstream.port())) {
            for (Digest digest : List.of(sha512, Digest.sha256(LAYER))) {
                HttpResponse<byte[]> theirs = direct.get(BASE + "blobs/" + digest);
                HttpResponse<byte[]> ours = client.get(BASE + "blobs/" + digest);

                assertThat(ours.statusCode()).as("%s", digest).isEqualTo(theirs.statusCode());
                if (theirs.statusCode() == 200) {
                    assertThat(ours.body()).isEqualTo(LAYER);
                    assertThat(Pusher.header(ours, "Docker-Content-Digest")).containsExactly(digest.toString());
                }
            }
        }
    }

    @Test
    void tagsAreThereAtOnceInOrderAndInPages() throws IOException {
        byte[] manifest = image(client.pushBlob(REPOSITORY, LAYER), "").getBytes(UTF_8);
        for (String tag : List.of("test2", "test0", "TEST1", "test1")) {
            client.pushManifest(REPOSITORY, tag, Pusher.MANIFEST, manifest);
        }

        assertThat(tags("")).containsExactly("TEST1", "test0", "test1", "test2");
        assertThat(tags("?n=0")).isEmpty();
        assertThat(tags("?n=2")).containsExactly("TEST1", "test0");
        assertThat(tags("?last=test0")).containsExactly("test1", "test2");
        assertThat(tags("?n=1&last=TEST1")).containsExactly("test0");
    }

    /** docker-registry 2.8 has no referrers API, so its client keeps the list under a tag, and entrepot reads that. */
    @Test
    void whatRefersToAnImageIsListedThoughTheRegistryHasNoApiForIt() throws IOException {
        Digest layer = client.pushBlob(REPOSITORY, LAYER);
        String image = image(layer, "");
        Digest subject = client.pushManifest(REPOSITORY, "v1", Pusher.MANIFEST, image.getBytes(UTF_8));
        String target = BASE + "referrers/" + subject;
        assertThat(referrers(BASE + "referrers/" + layer)).isEmpty();
        String signature = image(
                layer, ",\"artifactType\":\"vnd.test/sig\",\"subject\":" + descriptor(subject, image.length(), ""));
        Digest signed = client.pushManifest(REPOSITORY, "sig", Pusher.MANIFEST, signature.getBytes(UTF_8));
        pushFallback(subject, descriptor(signed, signature.length(), ",\"artifactType\":\"vnd.test/sig\""));

        assertThat(referrers(target)).containsExactly(signed.toString());
        assertThat(referrers(target + "?artifactType=vnd.test/sig")).containsExactly(signed.toString());
        assertThat(referrers(target + "?artifactType=vnd.test/other")).isEmpty();
    }

    private void pushFallback(Digest subject, String descriptor) {
        String index = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                + descriptor + "]}";
        client.pushManifest(
                REPOSITORY,
                "sha256-" + subject.hex(),
                "application/vnd.oci.image.index.v1+json",
                index.getBytes(UTF_8));
    }

    private static String descriptor(Digest digest, int size, String more) {
        return "{\"mediaType\":\"" + Pusher.MANIFEST + "\",\"digest\":\"" + digest + "\",\"size\":" + size + more + "}";
    }

    private String image(Digest layer, String more) {
        return Pusher.manifest(client.pushBlob(REPOSITORY, CONFIG), layer, LAYER.length, more);
    }

    private List<String> tags(String query) throws IOException {
        return JSON.readTree(client.get(BASE + "tags/list" + query).body())
                .path("tags")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private List<String> referrers(String target) throws IOException {
        HttpResponse<byte[]> response = client.get(target);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        return JSON.readTree(response.body())
                .path("manifests")
                .valueStream()
                .map(descriptor -> descriptor.path("digest").asText())
                .toList();
    }

    private void assertAgree(String target, String mediaType, Digest digest, byte[] content) {
        HttpResponse<byte[]> head = client.send("HEAD", BASE + target);
        HttpResponse<byte[]> get = client.get(BASE + target);

        assertThat(List.of(head.statusCode(), get.statusCode())).as(target).containsExactly(200, 200);
        assertThat(get.body()).isEqualTo(content);
        for (HttpResponse<byte[]> response : List.of(head, get)) {
            assertThat(Pusher.header(response, "Content-Type")).containsExactly(mediaType);
            assertThat(Pusher.header(response, "Docker-Content-Digest")).containsExactly(digest.toString());
            assertThat(Pusher.header(response, "Content-Length")).containsExactly(Integer.toString(content.length));
        }
    }

    private void assertRange(String target, String range, int from, int to) {
        HttpResponse<byte[]> response = client.get(target, "Range", "bytes=" + range);

        assertThat(response.statusCode()).as(range).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(LAYER, from, to));
        assertThat(Pusher.header(response, "Content-Range"))
                .containsExactly("bytes " + from + "-" + (to - 1) + "/" + LAYER.length);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
