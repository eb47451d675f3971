package dev.entrepot.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.bucket.BucketObserver;
import dev.entrepot.core.bucket.Condition;
import dev.entrepot.core.bucket.Content;
import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS that takes the head of an upload and then reads nothing more. */
@Timeout(60)
class S3HungTlsTest {

    /** More than the buffers between us hold. */
    private static final byte[] LAYER = new byte[32 << 20];

    private static final Digest DIGEST = Digest.sha256(LAYER);
    private static final char[] SECRET = "changeit".toCharArray();
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final AtomicLong sent = new AtomicLong();
    private StubbornServer server;
    private S3Bucket bucket;

    @BeforeEach
    void start() throws Exception {
        KeyStore keys = keys();
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, SECRET);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = new StubbornServer(
                tls.getServerSocketFactory(), out -> StubbornServer.write(out, "HTTP/1.1 100 Continue\r\n\r\n"));
        X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
        bucket = new S3Bucket(
                S3Fixture.settings(server.uri("https"), S3Settings.Storing.DEFAULT, List.of(certificate)),
                BucketObserver.NOOP);
    }

    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(SECRET),
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, SECRET);
        }
        return keys;
    }

    @AfterEach
    void stop() {
        server.close();
        bucket.close();
    }

    @Test
    void anUploadThatHangsEndsAtItsDeadline() {
        assertThat(aside(() -> put(Duration.ofSeconds(1))))
                .succeedsWithin(SOON)
                .isInstanceOfSatisfying(
                        Sent.Transient.class,
                        late -> assertThat(late.reason()).contains("no answer within the time limit"));
    }

    @Test
    void anUploadThatHangsKeepsNoOtherFromItsDeadline() {
        CompletableFuture<Sent<String>> first = aside(() -> put(Duration.ofSeconds(1)));
        CompletableFuture<Sent<String>> second = aside(() -> put(Duration.ofSeconds(2)));

        assertThat(first).succeedsWithin(SOON).isInstanceOf(Sent.Transient.class);
        assertThat(second).succeedsWithin(SOON).isInstanceOf(Sent.Transient.class);
    }

    @Test
    void closingEndsAnUploadThatHangsAndDoesNotWaitForIt() throws InterruptedException {
        CompletableFuture<Sent<String>> upload = aside(() -> put(Duration.ofMinutes(1)));
        awaitStall();

        CompletableFuture<Boolean> closed = aside(() -> {
            bucket.close();
            return true;
        });

        assertThat(closed).succeedsWithin(SOON);
        assertThat(upload).succeedsWithin(SOON).isInstanceOf(Sent.Transient.class);
    }

    private Sent<String> put(Duration limit) {
        return bucket.put(DIGEST, counted(), Condition.absent(), Deadline.after(limit));
    }

    private Content counted() {
        Content layer = Content.of(LAYER);
        return new Content() {
            @Override
            public long length() {
                return layer.length();
            }

            @Override
            public InputStream open() throws IOException {
                return new FilterInputStream(layer.open()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        int read = super.read(target, offset, length);
                        sent.addAndGet(read);
                        return read;
                    }
                };
            }
        };
    }

    /** Until the buffers are full: then whoever writes does so for ever. */
    private void awaitStall() throws InterruptedException {
        server.awaitRequest();
        long before = -1;
        while (sent.get() == 0 || sent.get() != before) {
            before = sent.get();
            Thread.sleep(300);
        }
    }

    /** On a thread that may hang without keeping the test from its end. */
    private static <T> CompletableFuture<T> aside(Supplier<T> call) {
        return CompletableFuture.supplyAsync(
                call, task -> Thread.ofPlatform().daemon().start(task));
    }
}
