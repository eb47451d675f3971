package dev.entrepot.storage.s3;

import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.testkit.bucket.S3Server;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the tests speak to their server. */
final class S3Fixture {

    static final Duration SILENCE = Duration.ofSeconds(2);

    private S3Fixture() {}

    static S3Settings settings(URI endpoint, S3Settings.Storing storing) {
        return settings(endpoint, S3Server.BUCKET, storing);
    }

    static S3Settings settings(URI endpoint, S3Settings.Storing storing, List<X509Certificate> authorities) {
        return settings(endpoint, S3Server.BUCKET, storing, authorities);
    }

    static S3Settings settings(URI endpoint, String bucket, S3Settings.Storing storing) {
        return settings(endpoint, bucket, storing, List.of());
    }

    static S3Settings settings(
            URI endpoint, String bucket, S3Settings.Storing storing, List<X509Certificate> authorities) {
        S3Settings.Server server = new S3Settings.Server(
                Optional.of(endpoint),
                "us-east-1",
                true,
                Optional.of(() -> new S3Credentials.Keys(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)),
                authorities);
        return new S3Settings(bucket, "pre/fix/", server, storing, new S3Settings.Timeouts(SILENCE, SILENCE, SILENCE));
    }

    static S3Bucket bucket(S3Server server) {
        return bucket(server, S3Settings.Storing.DEFAULT, BucketObserver.NOOP);
    }

    static S3Bucket bucket(S3Server server, S3Settings.Storing storing, BucketObserver observer) {
        return new S3Bucket(settings(server.uri(), storing), observer);
    }
}
