package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.ConditionalWrites;
import dev.entrepot.config.value.Encryption;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of the bucket by their names in the file, and what the user reads about those that make no sense. */
class BucketKeysTest {

    private final Workplace workplace;

    BucketKeysTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private BucketConfig bucket(String keys) throws ConfigException {
        return workplace.yaml("bucket: {" + keys + "}").load().bucket();
    }

    @Test
    void withoutANameThereIsNone() throws Exception {
        assertThat(workplace.load().bucket().isUsed()).isFalse();
    }

    @Test
    void aNameIsEnough() throws Exception {
        BucketConfig bucket = bucket("name: cache");

        assertThat(bucket.isUsed()).isTrue();
        assertThat(bucket.region()).isEqualTo("us-east-1");
        assertThat(bucket.keyPrefix()).isEmpty();
        assertThat(bucket.usesPathStyle()).isFalse();
        assertThat(bucket.encryption()).isEqualTo(Encryption.NONE);
        assertThat(bucket.checksums()).isTrue();
        assertThat(bucket.ifNoneMatch()).isEqualTo(ConditionalWrites.AUTO);
        assertThat(bucket.concurrency()).isEqualTo(4);
        assertThat(bucket.queue()).isEqualTo(new ByteSize(20L << 30));
        assertThat(bucket.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anEndpointOfOnesOwnMeansPathStyle() throws Exception {
        BucketConfig bucket = bucket("name: cache, endpoint: 'http://127.0.0.1:9000'");

        assertThat(bucket.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
        assertThat(bucket.usesPathStyle()).isTrue();
        assertThat(bucket("name: cache, endpoint: 'http://127.0.0.1:9000', path-style: false")
                        .usesPathStyle())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"team, team/", "/team/cache/, team/cache/", "/, ''"})
    void aPrefixEndsInOneSlash(String written, String prefix) throws Exception {
        assertThat(bucket("name: cache, prefix: " + written).keyPrefix()).isEqualTo(prefix);
    }

    @Test
    void aKeyFromAFileIsKnownByItsFileAndNeverPrinted() throws Exception {
        workplace.file("secret", "s3cret");

        BucketConfig bucket = bucket("name: cache, access-key-id: me, secret-access-key-file: secret");

        assertThat(bucket.secretAccessKey()).contains(new Secret("s3cret"));
        assertThat(bucket.secretAccessKey().flatMap(Secret::file))
                .contains(workplace.directory().resolve("secret"));
        assertThat(bucket.toString()).doesNotContain("s3cret");
    }

    @Test
    void howObjectsAreStored() throws Exception {
        BucketConfig bucket = bucket("name: cache, encryption: kms, kms-key: alias/cache, storage-class: STANDARD_IA, "
                + "if-none-match: off, checksums: false");

        assertThat(bucket.encryption()).isEqualTo(Encryption.KMS);
        assertThat(bucket.kmsKey()).contains("alias/cache");
        assertThat(bucket.storageClass()).contains("STANDARD_IA");
        assertThat(bucket.ifNoneMatch()).isEqualTo(ConditionalWrites.OFF);
        assertThat(bucket.checksums()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            endpoint: 'http://10.0.0.1' | bucket.endpoint: is of a bucket without a name; add name
            name: cache, access-key-id: me | bucket.access-key-id: needs secret-access-key; add secret-access-key, or leave both to the AWS SDK
            name: cache, secret-access-key: x | bucket.secret-access-key: needs access-key-id; add access-key-id, or leave both to the AWS SDK
            name: cache, kms-key: x | bucket.kms-key: is used by nobody; add encryption: kms
            name: cache, encryption: aes | bucket.encryption: 'aes' is none of none, s3, kms; write one of them
            name: cache, if-none-match: maybe | bucket.if-none-match: 'maybe' is none of auto, on, off; write one of them
            name: cache, concurrency: 0 | bucket.concurrency: 0 is too small; write at least 1
            name: cache, endpoint: 'http://a/b' | bucket.endpoint: must not have a path
            name: cache, nmae: cache | bucket.nmae: unknown key
            """)
    void whatMakesNoSenseIsSaid(String keys, String error) {
        assertThat(String.join("\n", workplace.yaml("bucket: {" + keys + "}").errors()))
                .contains(error);
    }
}
