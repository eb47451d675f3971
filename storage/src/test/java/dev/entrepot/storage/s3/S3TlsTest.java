package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.bucket.S3Server;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose certificate is by an authority that the platform does not know. */
class S3TlsTest {

    private static final String PASSWORD = "changeit";
    private static final byte[] LAYER = Bytes.some(100_000);
    private static final Digest DIGEST = Digest.sha256(LAYER);

    @TempDir
    private Path folder;

    private S3Server server;
    private X509Certificate certificate;

    @BeforeEach
    void start() throws Exception {
        Path keystore = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keystore.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = (X509Certificate) keys.getCertificate("server");
        server = S3Server.startSecure(keystore, PASSWORD);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Sent<String> put(List<X509Certificate> authorities) {
        S3Settings settings =
                S3Fixture.settings(server.uri(), S3Server.BUCKET, S3Settings.Storing.DEFAULT, authorities);
        try (S3Bucket bucket = new S3Bucket(settings, BucketObserver.NOOP)) {
            return bucket.put(DIGEST, Content.of(LAYER), Condition.absent(), Deadline.after(Duration.ofSeconds(20)));
        }
    }

    @Test
    void aCertificateByAnAuthorityThatIsConfiguredIsBelieved() {
        assertThat(put(List.of(certificate))).isInstanceOf(Sent.Done.class);

        assertThat(server.keys()).hasSize(1);
    }

    @Test
    void anyOtherIsNotAndNothingIsSaidToIt() {
        assertThat(put(List.of()))
                .isInstanceOfSatisfying(
                        Sent.Transient.class,
                        refused -> assertThat(refused.reason()).containsIgnoringCase("certif"));

        assertThat(server.requests()).isEmpty();
    }
}
