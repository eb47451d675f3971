package dev.entrepot.storage.s3;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which bucket, and how it is spoken to.
 *
 * @param prefix before every key; empty, or ending in a slash
 * @param server where it is
 * @param storing how objects are stored
 * @param timeouts for every request
 */
public record S3Settings(String bucket, String prefix, Server server, Storing storing, Timeouts timeouts) {

    /**
     * @param endpoint empty for AWS's own
     * @param pathStyle whether the bucket stands in the path and not in the host's name
     * @param credentials as the SDK's default chain finds them where empty
     * @param ca trusted besides the platform's
     */
    public record Server(
            Optional<URI> endpoint,
            String region,
            boolean pathStyle,
            Optional<S3Credentials> credentials,
            List<X509Certificate> ca) {}

    /**
     * @param checksums whether the SHA-256 is sent along, for the store to compare
     * @param conditions whether the store is asked not to overwrite
     * @param encryption of a store's own
     */
    public record Storing(
            boolean checksums, Conditions conditions, Optional<Encryption> encryption, Optional<String> storageClass) {

        public static final Storing DEFAULT = new Storing(true, Conditions.AUTO, Optional.empty(), Optional.empty());
    }

    /** @param key of KMS; empty for keys of the store's own, or KMS's default one where {@code kms} */
    public record Encryption(boolean kms, Optional<String> key) {}

    /** How it is seen to that two entrepots store a blob once. */
    public enum Conditions {
        /** By {@code If-None-Match: *}, until the store says that it does not know it. */
        AUTO,
        ON,
        /** By asking first. */
        OFF
    }

    /**
     * @param connect until there is a connection
     * @param read of silence while an answer is awaited or read
     * @param written of silence after a body was sent: a store may take its time to put parts together
     */
    public record Timeouts(Duration connect, Duration read, Duration written) {

        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(2));
    }

    String key(String name) {
        return prefix + name;
    }
}
