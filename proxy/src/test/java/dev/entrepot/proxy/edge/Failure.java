package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What a client saw of a {@link FailureScene}, and what its upstream saw. */
final class Failure {

    /** RFC 9211, and how {@code docs/operations.md} names it. */
    private static final Map<String, String> HOW = Map.of(
            "entrepot; hit", "hit",
            "entrepot; hit; detail=revalidated", "revalidated",
            "entrepot; hit; detail=stale", "stale",
            "entrepot; fwd=uri-miss; stored", "miss",
            "entrepot; fwd=uri-miss; detail=unknown", "unknown",
            "entrepot; fwd=uri-miss; detail=unavailable", "unavailable",
            "entrepot; fwd=uri-miss; detail=corrupt", "corrupt");

    /** The promise is 20 s, containerd gives up after 30; the rest is for a busy machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(25);

    private final FailureScene scene;
    private final Wire.Response response;
    private final Duration toStatus;

    Failure(FailureScene scene, Wire.Response response, Duration toStatus) {
        this.scene = scene;
        this.response = response;
        this.toStatus = toStatus;
    }

    Wire.Response response() {
        return response;
    }

    /** As a cell of the table says it. */
    String summary() {
        String header = Objects.requireNonNullElse(response.header("cache-status"), "nothing");
        String retry = response.header("retry-after");
        return response.status() + " " + HOW.getOrDefault(header, header)
                + (response.isWhole() ? "" : " short")
                + (retry == null || retry.equals("5") ? "" : " (" + retry + " s)")
                + asked();
    }

    private String asked() {
        int tokens = scene.registry().tokens().count();
        int cdn = scene.registry().cdn().count();
        String others = (tokens == 0 ? "" : " + " + tokens + " token") + (cdn == 0 ? "" : " + " + cdn + " CDN");
        int registry = scene.registry().count();
        return registry == 0 && others.isEmpty() ? "" : " · " + registry + others;
    }

    /** What holds for every cell, whatever it says. */
    void check() {
        assertThat(toStatus).isLessThan(IN_TIME);
        assertThat(response.end()).isNotEqualTo(Wire.End.RESET);
        assertThat(response.header("www-authenticate")).isNull();
        assertThat(response.header("transfer-encoding")).isNull();
        assertThat(response.header("content-encoding")).isNull();
        if (response.status() == 200) {
            checkContent();
        } else {
            checkError();
        }
    }

    private void checkContent() {
        byte[] content = scene.content();
        byte[] body = response.body();
        assertThat(response.header("docker-content-digest"))
                .isEqualTo(scene.digest().toString());
        assertThat(response.header("retry-after")).isNull();
        if (response.isWhole()) {
            assertThat(response.header("content-length")).isEqualTo(Integer.toString(content.length));
            assertThat(body).isEqualTo(content);
        } else {
            assertThat(response.end()).isEqualTo(Wire.End.FIN);
            assertThat(body.length).isLessThanOrEqualTo(content.length);
        }
    }

    private void checkError() {
        assertThat(response.isWhole()).isTrue();
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.header("docker-content-digest")).isNull();
        assertThat(response.header("retry-after") != null).isEqualTo(response.status() == 503);
        assertThat(response.text()).startsWith("{\"errors\":[{\"code\":\"" + code() + "\",\"message\":\"");
    }

    private String code() {
        return switch (response.status()) {
            case 403 -> "DENIED";
            case 404 -> scene.question().isAboutABlob() ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN";
            default -> "UNAVAILABLE";
        };
    }
}
