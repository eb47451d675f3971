package dev.entrepot.storage.s3;

import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.testkit.bucket.BucketContract;
import dev.entrepot.testkit.real.S3Mock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same as with the other server, with one that has nothing in common with it, in a container. */
class S3MockBucketIT extends BucketContract {

    @RegisterExtension
    static final S3Mock server = new S3Mock();

    private static int buckets;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name = "cache-" + ++buckets;
    private final S3Bucket bucket =
            new S3Bucket(S3Fixture.settings(server.uri(), name, S3Settings.Storing.DEFAULT), BucketObserver.NOOP);

    @BeforeEach
    void create() throws Exception {
        ask("PUT", "/" + name);
    }

    @Override
    protected Bucket bucket() {
        return bucket;
    }

    @Override
    protected int unfinishedUploads() {
        try {
            return ask("GET", "/" + name + "?uploads").split("<UploadId>", -1).length - 1;
        } catch (Exception e) {
            throw new AssertionError("the server does not say what is unfinished", e);
        }
    }

    /** As S3 wants it. */
    @Override
    protected int partSize() {
        return 5 << 20;
    }

    private String ask(String method, String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + target))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @AfterEach
    void close() {
        bucket.close();
        client.close();
    }
}
