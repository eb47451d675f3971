package dev.entrepot.proxy.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks as containerd does and does not look at what it gets: it costs little beside what answers it. */
final class PlainClient {

    private static final int LIMIT_MILLIS = 30_000;

    /** Of containerd (protocol.md, 1.2). */
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "*/*");

    private final URI entrepot;

    PlainClient(URI entrepot) {
        this.entrepot = entrepot;
    }

    /** @throws IOException also where the answer is no success */
    void get(String target) throws IOException {
        finish(request("GET", target));
    }

    void head(String target) throws IOException {
        finish(request("HEAD", target));
    }

    /** @param last the position of the last byte wanted */
    void getRange(String target, long first, long last) throws IOException {
        HttpURLConnection request = request("GET", target);
        request.setRequestProperty("Range", "bytes=" + first + "-" + last);
        finish(request);
    }

    private HttpURLConnection request(String method, String target) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) entrepot.resolve(target).toURL().openConnection();
        request.setRequestMethod(method);
        request.setReadTimeout(LIMIT_MILLIS);
        request.setRequestProperty("User-Agent", "containerd/v2.1.4");
        request.setRequestProperty("Accept", ACCEPT);
        return request;
    }

    private static void finish(HttpURLConnection request) throws IOException {
        int status = request.getResponseCode();
        if (status != 200 && status != 206) {
            throw new IOException(status + " to " + request.getRequestMethod() + " " + request.getURL());
        }
        try (InputStream body = request.getInputStream()) {
            body.transferTo(OutputStream.nullOutputStream());
        }
    }
}
