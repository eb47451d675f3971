package dev.entrepot.storage.s3;

import dev.entrepot.core.pull.SingleFlight;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Ends the search for credentials at the deadline of the request that they are for. A cloud's metadata service, a token
 * service or a file may hang, and the SDK's limits for them are not those of whoever waits. The search goes on, once for
 * all who wait, and later requests have what it found.
 */
final class TimedCredentials implements AwsCredentialsProvider, AutoCloseable {

    private static final String ONLY = "credentials";

    private final AwsCredentialsProvider provider;
    private final SingleFlight<String, Supplier<AwsCredentials>> searches = new SingleFlight<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("bucket-credentials").daemon(true).factory());

    TimedCredentials(AwsCredentialsProvider provider) {
        this.provider = provider;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return TimedHttpClient.DEADLINE.isBound()
                ? searches.launch(
                                ONLY,
                                thread,
                                TimedHttpClient.DEADLINE.get(),
                                this::found,
                                late -> TimedCredentials::late)
                        .get()
                : provider.resolveCredentials();
    }

    private Supplier<AwsCredentials> found() {
        try {
            AwsCredentials credentials = provider.resolveCredentials();
            return () -> credentials;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private static AwsCredentials late() {
        throw SdkClientException.create("no credentials for the bucket within the time limit");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
