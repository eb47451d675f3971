package dev.entrepot.storage.s3;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Two clients: reading is given up soon, because somebody waits and the upstream may have it; writing may take longer. */
final class S3Clients implements AutoCloseable {

    private final SSLContext tls;
    private final S3Client reading;
    private final S3Client writing;
    private final List<AutoCloseable> parts = new ArrayList<>();

    S3Clients(S3Settings settings) {
        this.tls = S3Tls.trusting(settings.server().ca());
        TimedCredentials credentials = new TimedCredentials(settings.server()
                .credentials()
                .<AwsCredentialsProvider>map(S3Clients::provider)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build()));
        this.reading = client(settings, credentials, settings.timeouts().read(), TimedHttpClient.Use.SHARED);
        this.writing = client(settings, credentials, settings.timeouts().written(), TimedHttpClient.Use.ALONE);
        parts.add(credentials);
    }

    private static AwsCredentialsProvider provider(S3Credentials source) {
        return () -> {
            try {
                S3Credentials.Keys keys = source.keys();
                return AwsBasicCredentials.create(keys.id(), keys.secret());
            } catch (UncheckedIOException e) {
                throw SdkClientException.create("the keys of the bucket cannot be read", e.getCause());
            }
        };
    }

    private S3Client client(
            S3Settings settings, AwsCredentialsProvider credentials, Duration silence, TimedHttpClient.Use use) {
        S3Connections connections = new S3Connections(tls, settings.timeouts().connect(), silence);
        TimedHttpClient timed = new TimedHttpClient(UrlConnectionHttpClient.create(connections), use);
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(timed)
                .region(Region.of(settings.server().region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.server().pathStyle())
                // Whatever the size: a refusal that comes while a body is sent is lost with the connection.
                .serviceConfiguration(service -> service.expectContinueThresholdInBytes(0L))
                // Many stores refuse the trailers that the SDK adds by default; our own checksum is the digest.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        settings.server().endpoint().ifPresent(builder::endpointOverride);
        S3Client client = builder.build();
        parts.add(timed);
        parts.add(client);
        return client;
    }

    S3Client reading() {
        return reading;
    }

    S3Client writing() {
        return writing;
    }

    /** Ends every request under way. */
    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("a client of the bucket cannot be closed", e);
            }
        }
    }
}
