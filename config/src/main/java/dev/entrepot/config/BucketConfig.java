package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.ConditionalWrites;
import dev.entrepot.config.value.Encryption;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The bucket. Which keys need each other is for {@link BucketRules} to say.
 *
 * @param endpoint scheme, host and perhaps port; no path
 * @param prefix as it was written
 * @param ca read already
 */
public record BucketConfig(
        @Key(description = "Its name. Every blob and every record is also kept there, and looked for there first.")
        Optional<String> name,

        @Key(
                description =
                        "Where the store answers, such as `http://127.0.0.1:9000`. Without it AWS's own, by `region`.")
        Optional<URI> endpoint,

        @Key(description = "Region of the bucket; other stores than AWS mostly take any.", byDefault = "us-east-1")
        String region,

        @Key(description = "What every key begins with, such as `team/cache`; a slash is added.")
        Optional<String> prefix,

        @Key(
                description = "Whether the bucket stands in the path of a URL and not in its host. Without it: `true` "
                        + "where there is an `endpoint`.")
        Optional<Boolean> pathStyle,

        @Key(
                description = "Needs `secret-access-key`. Without it the AWS SDK looks where it always does: "
                        + "environment, `~/.aws`, web identity, the machine's role.")
        Optional<String> accessKeyId,

        @Key(description = "Better written `${NAME}` than in clear. A file is read again when it changes.")
        Optional<Secret> secretAccessKey,

        @Key(description = "Certificate authorities trusted besides the platform's; PEM.")
        Optional<PemCertificates> ca,

        @Key(
                description = "Who encrypts: `none` leaves it to what the bucket does by itself, `s3` asks for keys of "
                        + "the store's own, `kms` for `kms-key`.",
                byDefault = "none")
        Encryption encryption,

        @Key(description = "For `encryption: kms`; without it the account's default key.")
        Optional<String> kmsKey,

        @Key(description = "Such as `STANDARD_IA`. Without it the bucket's default.")
        Optional<String> storageClass,

        @Key(
                description =
                        "Whether the SHA-256 is sent with every blob, for the store to compare. `false` for stores "
                                + "that refuse it.",
                byDefault = "true")
        boolean checksums,

        @Key(
                description =
                        "How it is seen to that two entrepots store a blob once: `on` by `If-None-Match: *`, `off` "
                                + "by asking first, `auto` by the former until the store says that it does not know it.",
                byDefault = "auto")
        ConditionalWrites ifNoneMatch,

        @Key(description = "Objects on their way there at once.", byDefault = "4", min = 1, max = 64)
        int concurrency,

        @Key(description = "What all uploads together may take in a second, such as `50MiB`. Without it: no limit.")
        Optional<ByteSize> bytesPerSecond,

        @Key(
                description =
                        "What is larger goes in parts of 64 MiB. AWS takes 5 GiB in one request, and more is taken for "
                                + "that; what stands before another store may take less. A restart costs a blob that goes in parts one part.",
                byDefault = "1GiB")
        ByteSize partsAbove,

        @Key(
                description =
                        "How much may wait to be sent or was given up, and at most half of `capacity`. It is not evicted "
                                + "meanwhile; beyond this what was given up, then what waits longest, is dropped from the "
                                + "queue, and said.",
                byDefault = "20GiB")
        ByteSize queue,

        @Key(
                description = "How long the bucket may be silent while it is read. Then the upstream is asked; after a "
                        + "few such failures the bucket is left alone for some seconds.",
                byDefault = "5s")
        Duration timeout) {

    public boolean isUsed() {
        return name.isPresent();
    }

    /** Before every key: empty, or without a slash at its start and with one at its end. */
    public String keyPrefix() {
        String bare = prefix.orElse("").replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : bare + "/";
    }

    public boolean usesPathStyle() {
        return pathStyle.orElse(endpoint.isPresent());
    }
}
