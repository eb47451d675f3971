package dev.entrepot.proxy.bucket;

import dev.entrepot.config.BucketConfig;
import dev.entrepot.config.value.ConditionalWrites;
import dev.entrepot.config.value.Encryption;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.Secret;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.proxy.upstream.credential.ChangingFile;
import dev.entrepot.storage.s3.S3Bucket;
import dev.entrepot.storage.s3.S3Credentials;
import dev.entrepot.storage.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From what the keys say to a bucket. */
public final class ConfiguredBucket {

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private ConfiguredBucket() {}

    /** Connects to nothing yet. */
    public static Bucket open(BucketConfig config, BucketObserver observer) {
        S3Settings.Server server = new S3Settings.Server(
                config.endpoint(),
                config.region(),
                config.usesPathStyle(),
                credentials(config),
                config.ca().map(PemCertificates::certificates).orElse(List.of()));
        S3Settings.Storing storing = new S3Settings.Storing(
                config.checksums(), conditions(config.ifNoneMatch()), encryption(config), config.storageClass());
        S3Settings.Timeouts timeouts =
                new S3Settings.Timeouts(CONNECT, config.timeout(), S3Settings.Timeouts.DEFAULT.written());
        return new S3Bucket(
                new S3Settings(config.name().orElseThrow(), config.keyPrefix(), server, storing, timeouts), observer);
    }

    /** Tells one bucket from another, for what is noted of it. */
    public static Optional<String> identity(BucketConfig config) {
        String endpoint = config.endpoint().map(URI::toString).orElse("aws");
        return config.name().map(name -> endpoint + "/" + name + "/" + config.keyPrefix());
    }

    private static Optional<S3Credentials> credentials(BucketConfig config) {
        return config.accessKeyId()
                .map(id -> credentials(id, config.secretAccessKey().orElseThrow()));
    }

    private static S3Credentials credentials(String id, Secret secret) {
        Optional<ChangingFile> file = secret.file().map(path -> new ChangingFile(path, System::nanoTime));
        return () ->
                new S3Credentials.Keys(id, file.map(changing -> changing.line()).orElseGet(secret::reveal));
    }

    private static S3Settings.Conditions conditions(ConditionalWrites writes) {
        return switch (writes) {
            case AUTO -> S3Settings.Conditions.AUTO;
            case ON -> S3Settings.Conditions.ON;
            case OFF -> S3Settings.Conditions.OFF;
        };
    }

    private static Optional<S3Settings.Encryption> encryption(BucketConfig config) {
        return config.encryption() == Encryption.NONE
                ? Optional.empty()
                : Optional.of(new S3Settings.Encryption(config.encryption() == Encryption.KMS, config.kmsKey()));
    }
}
