package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that were damaged behind the proxy's back. */
class SelfHealingTest {

    private static final BlobContent CONTENT = BlobContent.random(5, 3 << 20);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @Test
    void aFileThatWasTruncatedWhileOpenIsFetchedAgainAndTheClientGetsAllOfIt() throws IOException {
        Digest digest = held();
        truncate(digest, 1 << 20);

        Wire.Response response = proxy.get("/v2/a/b/blobs/" + digest);

        assertThat(response.body()).isEqualTo(CONTENT.toBytes());
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(2);
        assertThat(proxy.data().resolve("quarantine")).isDirectoryContaining("glob:**.blob");
        proxy.awaitHeld(1);
        assertThat(Files.size(proxy.blobFile(digest))).isEqualTo(CONTENT.size());
    }

    @Test
    void afterThatItIsAHitAgain() throws IOException {
        Digest digest = held();
        truncate(digest, 1 << 20);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);

        assertThat(proxy.get("/v2/a/b/blobs/" + digest).header("cache-status")).endsWith("hit");
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(2);
    }

    /** 32 MiB are more than fit into the buffers of the kernel between the two. */
    @Test
    void aFileThatIsTruncatedWhileItIsSentIsCutOffAndRightTheNextTime() throws Exception {
        BlobContent large = BlobContent.random(6, 32 << 20);
        Digest digest = upstream.addBlob("a/b", large);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        try (Wire wire = proxy.connect()) {
            wire.send("GET", "/v2/a/b/blobs/" + digest);
            wire.skipHead();
            byte[] first = wire.readSome(1 << 20);
            truncate(digest, 2 << 20);

            assertThat(first.length + wire.countUntilClosed()).isLessThan((int) large.size());
        }

        assertThat(proxy.get("/v2/a/b/blobs/" + digest).body()).isEqualTo(large.toBytes());
        assertThat(upstream.count("GET", "/blobs/")).isEqualTo(2);
    }

    @Test
    void aFileThatWasDeletedIsServedToTheEnd() throws IOException {
        Digest digest = held();
        Files.delete(proxy.blobFile(digest));

        assertThat(proxy.get("/v2/a/b/blobs/" + digest).body()).isEqualTo(CONTENT.toBytes());
    }

    private Digest held() throws IOException {
        Digest digest = upstream.addBlob("a/b", CONTENT);
        proxy.get("/v2/a/b/blobs/" + digest);
        proxy.awaitHeld(1);
        return digest;
    }

    private void truncate(Digest digest, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(proxy.blobFile(digest).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
