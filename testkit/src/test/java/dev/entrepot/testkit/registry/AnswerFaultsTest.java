package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.fault.Fault;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of status and headers, and which requests a fault is for. */
class AnswerFaultsTest {

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("a", new byte[100]);
    private final Digest manifest = registry.addManifest("a", "v1", "text/plain", new byte[10]);

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 502, 503})
    void anyStatusCanBeSent(int status) throws IOException {
        registry.faults().onBlob(blob).status(status);

        assertThat(get(blobUrl()).statusCode()).isEqualTo(status);
    }

    @Test
    void aStatusCanHaveHeadersAndABody() throws IOException {
        registry.faults().onBlob(blob).status(429).header("Retry-After", "7").body("slow down");

        HttpResponse<byte[]> response = get(blobUrl());

        assertThat(Http.header(response, "Retry-After")).isEqualTo("7");
        assertThat(response.body()).asString().isEqualTo("slow down");
    }

    @Test
    void theDigestHeaderCanBeMissing() throws IOException {
        registry.faults().onManifest("v1").withoutDigestHeader();

        assertThat(Http.header(get(manifestUrl("v1")), "Docker-Content-Digest")).isEmpty();
    }

    @Test
    void theDigestHeaderCanLie() throws IOException {
        registry.faults().onManifest(manifest).digestHeader(blob.toString());

        assertThat(Http.header(get(manifestUrl(manifest.toString())), "Docker-Content-Digest"))
                .isEqualTo(blob.toString());
    }

    @Test
    void headOnBlobsCanBeRefused() throws IOException {
        registry.faults().onBlobs().method("HEAD").status(401);

        assertThat(Http.head(blobUrl()).statusCode()).isEqualTo(401);
        assertThat(get(blobUrl()).statusCode()).isEqualTo(200);
    }

    @Test
    void manifestsCanBeRedirected() throws IOException {
        registry.faults().onManifests().status(307).header("Location", "http://127.0.0.1:1/x");

        assertThat(Http.header(get(manifestUrl("v1")), "Location")).isEqualTo("http://127.0.0.1:1/x");
    }

    @Test
    void aFaultIsUsedUp() throws IOException {
        Fault fault = registry.faults().onBlob(blob).times(2).status(500);

        assertThat(statuses(3)).containsExactly(500, 500, 200);
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void aFaultCanLeaveTheFirstRequestsAlone() throws IOException {
        registry.faults().onBlob(blob).after(1).times(1).status(500);

        assertThat(statuses(3)).containsExactly(200, 500, 200);
    }

    @Test
    void aFaultCanBeRemoved() throws IOException {
        registry.faults().onBlob(blob).status(500).remove();

        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void aFaultCanBeForOneRepository() throws IOException {
        registry.addBlob("b", new byte[100]);
        registry.faults().onBlob(blob).repository("b").status(500);

        assertThat(statuses(1)).containsExactly(200);
        assertThat(get(registry.url() + "/v2/b/blobs/" + blob).statusCode()).isEqualTo(500);
    }

    @Test
    void aFaultCanBeForRangesOnly() throws IOException {
        registry.faults().onBlob(blob).withRange().status(500);

        assertThat(statuses(1)).containsExactly(200);
        assertThat(get(blobUrl(), "Range", "bytes=0-0").statusCode()).isEqualTo(500);
    }

    @Test
    void laterFaultsActOnWhatEarlierOnesLeft() throws IOException {
        registry.faults().onBlob(blob).status(503);
        registry.faults().onAny().header("X-Seen", "yes");

        HttpResponse<byte[]> response = get(blobUrl());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Http.header(response, "X-Seen")).isEqualTo("yes");
    }

    @Test
    void aConditionAfterAnEffectIsAMistake() {
        Fault fault = registry.faults().onBlob(blob).status(500);

        assertThatThrownBy(() -> fault.times(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRefusedRequestUsesNoFaultUp() throws IOException {
        registry.requireBasic("me", "secret");
        Fault fault = registry.faults().onBlob(blob).times(1).status(500);

        assertThat(statuses(1)).containsExactly(401);
        assertThat(fault.hits()).isZero();
    }

    @Test
    void aFaultCanActOnRefusedRequestsToo() throws IOException {
        registry.requireBasic("me", "secret");
        registry.faults().onAny().evenIfRefused().status(429);

        assertThat(statuses(1)).containsExactly(429);
    }

    private int[] statuses(int requests) throws IOException {
        int[] statuses = new int[requests];
        for (int i = 0; i < requests; i++) {
            statuses[i] = get(blobUrl()).statusCode();
        }
        return statuses;
    }

    private HttpResponse<byte[]> get(String url, String... headers) throws IOException {
        return Http.get(url, headers);
    }

    private String blobUrl() {
        return registry.url() + "/v2/a/blobs/" + blob;
    }

    private String manifestUrl(String reference) {
        return registry.url() + "/v2/a/manifests/" + reference;
    }
}
