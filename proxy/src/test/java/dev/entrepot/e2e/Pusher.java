package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

/** A client that pushes and pulls at one address, as the conformance suite does. */
final class Pusher implements AutoCloseable {

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param authority {@code 127.0.0.1:5000} */
    Pusher(String authority) {
        this.base = URI.create("http://" + authority);
    }

    HttpResponse<byte[]> send(String method, String target, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(target)).method(method, none());
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> get(String target, String... headers) {
        return send("GET", target, headers);
    }

    /** In one piece; the status of what ended the upload. */
    int pushBlob(String repository, Digest digest, byte[] content) {
        HttpResponse<byte[]> upload = send("POST", "/v2/" + repository + "/blobs/uploads/");
        assertThat(upload.statusCode()).isEqualTo(202);
        String location = upload.headers().firstValue("Location").orElseThrow();
        String target = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
        return put(target, "application/octet-stream", content).statusCode();
    }

    Digest pushBlob(String repository, byte[] content) {
        Digest digest = Digest.sha256(content);
        assertThat(pushBlob(repository, digest, content)).isEqualTo(201);
        return digest;
    }

    Digest pushManifest(String repository, String reference, String mediaType, byte[] manifest) {
        assertThat(put("/v2/" + repository + "/manifests/" + reference, mediaType, manifest)
                        .statusCode())
                .isEqualTo(201);
        return Digest.sha256(manifest);
    }

    private HttpResponse<byte[]> put(String target, String mediaType, byte[] content) {
        return send(HttpRequest.newBuilder(base.resolve(target))
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(request.build().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.BodyPublisher none() {
        return HttpRequest.BodyPublishers.noBody();
    }

    /** Of an image with these blobs; {@code more} are further members, each after a comma. */
    static String manifest(Digest config, Digest layer, int layerSize, String more) {
        return String.format(Locale.ROOT, """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]%s}""", MANIFEST, config, layer, layerSize, more);
    }

    static List<String> header(HttpResponse<byte[]> response, String name) {
        return response.headers().allValues(name);
    }

    @Override
    public void close() {
        client.close();
    }
}
