package dev.entrepot.proxy.demo;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pull.ManifestReader;
import dev.entrepot.proxy.manifest.JsonManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Pulls as containerd does: a manifest by its tag, then config and layers side by side; checks every digest. */
final class PullClient implements AutoCloseable {

    private static final int CHUNK = 64 << 10;

    private final URI entrepot;
    private final Progress progress;
    private final ExecutorService threads;
    private final HttpClient http;
    private final ManifestReader reader = new JsonManifestReader();

    /** @param threads that may block; not closed with the client */
    PullClient(URI entrepot, Progress progress, ExecutorService threads) {
        this.entrepot = entrepot;
        this.progress = progress;
        this.threads = threads;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
    }

    /** @param onFirstByte told of each blob when a first byte of it came */
    Pulled pull(ImageName name, Consumer<Digest> onFirstByte) throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request(name.manifest()), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return new Pulled(new Fetched.Failed(e.toString()), List.of());
        }
        Fetched manifest = judge(response);
        progress.add(manifest.bytes());
        return manifest instanceof Fetched.Right
                ? new Pulled(manifest, blobs(name, response, onFirstByte))
                : new Pulled(manifest, List.of());
    }

    private static Fetched judge(HttpResponse<byte[]> response) {
        byte[] body = response.body();
        if (response.statusCode() != 200) {
            return new Fetched.Refused(response.statusCode(), body.length);
        }
        String named = header(response, "docker-content-digest");
        return Digest.sha256(body).toString().equals(named)
                ? new Fetched.Right(body.length, header(response, "cache-status"))
                : new Fetched.Wrong(body.length);
    }

    private List<Fetched> blobs(ImageName name, HttpResponse<byte[]> manifest, Consumer<Digest> onFirstByte)
            throws InterruptedException {
        byte[] body = manifest.body();
        Manifest parsed = new Manifest(Digest.sha256(body), header(manifest, "content-type"), ByteBuffer.wrap(body));
        List<Callable<Fetched>> fetches = reader.children(parsed).stream()
                .map(ManifestRecord.Child::descriptor)
                .map(blob -> (Callable<Fetched>) () -> blob(name, blob, onFirstByte))
                .toList();
        return threads.invokeAll(fetches).stream().map(PullClient::outcome).toList();
    }

    private static Fetched outcome(Future<Fetched> done) {
        return done.state() == Future.State.SUCCESS
                ? done.resultNow()
                : new Fetched.Failed(done.exceptionNow().toString());
    }

    private Fetched blob(ImageName name, Descriptor blob, Consumer<Digest> onFirstByte) throws InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request(name.blob(blob.digest())), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return response.statusCode() == 200
                        ? receive(response, blob, onFirstByte)
                        : new Fetched.Refused(response.statusCode(), body.readAllBytes().length);
            }
        } catch (IOException e) {
            return new Fetched.Failed(e.toString());
        }
    }

    private Fetched receive(HttpResponse<InputStream> response, Descriptor blob, Consumer<Digest> onFirstByte) {
        MessageDigest hash = blob.digest().algorithm().newMessageDigest();
        byte[] piece = new byte[CHUNK];
        InputStream body = response.body();
        long got = 0;
        try {
            for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                if (got == 0) {
                    onFirstByte.accept(blob.digest());
                }
                hash.update(piece, 0, n);
                got += n;
                progress.add(n);
            }
        } catch (IOException e) {
            long announced =
                    response.headers().firstValueAsLong("content-length").orElse(-1);
            return new Fetched.CutShort(got, announced);
        }
        boolean right = got == blob.size()
                && HexFormat.of().formatHex(hash.digest()).equals(blob.digest().hex());
        return right ? new Fetched.Right(got, header(response, "cache-status")) : new Fetched.Wrong(got);
    }

    private HttpRequest request(String target) {
        return HttpRequest.newBuilder(entrepot.resolve(target)).build();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
