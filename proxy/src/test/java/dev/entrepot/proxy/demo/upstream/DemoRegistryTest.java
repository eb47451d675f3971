package dev.entrepot.proxy.demo.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoRegistryTest {

    private static final DemoBlob LAYER = LayerTar.layer("test", ByteBuffer.wrap(new byte[200_000]));
    private static final DemoImage IMAGE = DemoImage.of("a/b", "1", LAYER);
    private static final String BLOB = "/v2/a/b/blobs/" + LAYER.digest();

    private final DemoRegistry registry;
    private final HttpClient http = HttpClient.newHttpClient();

    DemoRegistryTest() throws IOException {
        registry = DemoRegistry.start(List.of(IMAGE));
    }

    @AfterEach
    void close() {
        http.shutdownNow();
        registry.close();
    }

    @Test
    void aManifestIsFoundByItsTagAndByItsDigest() throws Exception {
        Digest digest = IMAGE.manifest().digest();

        assertThat(Digest.sha256(get("/v2/a/b/manifests/1").body())).isEqualTo(digest);
        assertThat(Digest.sha256(get("/v2/a/b/manifests/" + digest).body())).isEqualTo(digest);
    }

    @Test
    void whatIsAskedAndSentIsCounted() throws Exception {
        Traffic before = registry.traffic();
        get(BLOB);
        get("/v2/a/b/blobs/sha256:0");

        Traffic cost = registry.traffic().since(before);

        assertThat(cost.requests()).containsExactly("GET " + BLOB, "GET /v2/a/b/blobs/sha256:0");
        assertThat(cost.bytes()).isEqualTo(LAYER.size());
        assertThat(cost.fetchesOf(LAYER.digest())).isEqualTo(1);
    }

    @Test
    void aHeadSaysTheLengthAndSendsNothing() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(registry.url().resolve(BLOB))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<byte[]> response = http.send(head, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(LAYER.size());
        assertThat(registry.traffic().bytes()).isZero();
    }

    @Test
    void aRangeIsAnsweredWithJustThoseBytes() throws Exception {
        byte[] whole = get(BLOB).body();

        HttpResponse<byte[]> closed = get(BLOB, "Range", "bytes=70000-140000");
        HttpResponse<byte[]> open = get(BLOB, "Range", "bytes=70000-");

        assertThat(closed.statusCode()).isEqualTo(206);
        assertThat(closed.headers().firstValue("content-range")).hasValue("bytes 70000-140000/" + whole.length);
        assertThat(closed.body()).isEqualTo(Arrays.copyOfRange(whole, 70_000, 140_001));
        assertThat(open.body()).isEqualTo(Arrays.copyOfRange(whole, 70_000, whole.length));
    }

    @Test
    void aCorruptingOneGetsExactlyOneByteWrong() throws Exception {
        byte[] right = get(BLOB).body();
        registry.behave(Behaviour.corrupting(LAYER));
        byte[] wrong = get(BLOB).body();

        int first = Arrays.mismatch(right, wrong);
        wrong[first] = right[first];

        assertThat(wrong).isEqualTo(right);
    }

    @Test
    void aStoppedOneRefusesConnections() {
        registry.stop();

        assertThatThrownBy(() -> get(BLOB)).isInstanceOf(ConnectException.class);
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(registry.url().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
