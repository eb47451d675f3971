package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The index is lost or damaged; what the data folder holds is served all the same, and the index comes back by itself. */
class LostIndexTest {

    private static final ImageFixture IMAGE = ImageFixture.random(3, 200_000, 5_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @BeforeEach
    void pullOnce() throws IOException {
        upstream.addImage("a/b", "1", IMAGE);
        assertThat(pull()).allSatisfy(response -> assertThat(response.isWhole()).isTrue());
        proxy.awaitHeld(4);
        awaitIndex();
    }

    @Test
    void withoutTheIndexAndTheUpstreamEverythingHeldIsServed() throws Exception {
        proxy.stop();
        delete(index());
        upstream.stopListening();
        proxy.start();

        assertPulledWhole();
        awaitIndex();
        assertPulledWhole();
    }

    @Test
    void aLostIndexIsBackWithoutAnybodyAskingAndWithoutTraffic() throws Exception {
        proxy.stop();
        delete(index());
        proxy.start();
        awaitIndex();
        int before = upstream.requests().size();

        assertPulledWhole();

        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void anIndexThatCannotBeReadIsMovedAsideAndMadeAnew() throws Exception {
        proxy.stop();
        Files.writeString(index().resolve("CURRENT"), "garbage");
        upstream.stopListening();
        proxy.start();

        assertPulledWhole();
        awaitIndex();
        assertThat(damaged()).hasSize(1);
        assertPulledWhole();
    }

    @Test
    void ofDamagedIndexesOnlyTheLastIsKept() throws Exception {
        for (int i = 0; i < 3; i++) {
            proxy.stop();
            Files.writeString(index().resolve("CURRENT"), "garbage");
            proxy.start();
            awaitIndex();
        }

        assertThat(damaged()).hasSize(1);
    }

    @Test
    void anIndexThatIsDamagedWhileItIsOpenIsReplacedWhileRequestsAreServed() throws Exception {
        // What was written is in the log until the next start.
        proxy.stop();
        proxy.start();
        awaitIndex();
        overwriteTables();
        upstream.stopListening();

        assertPulledWhole();
        Awaitility.await().until(() -> damaged().size() == 1);
        awaitIndex();
        assertPulledWhole();
    }

    /** As when it was killed in the middle of a rebuild. */
    @Test
    void aRebuildThatWasCutShortIsDoneAgain() throws Exception {
        proxy.stop();
        delete(index());
        try (RocksDatabase database = RocksDatabase.open(index(), 16 << 20)) {
            assertThat(database.isNew()).isTrue();
        }
        proxy.start();
        awaitIndex();
        upstream.stopListening();

        assertPulledWhole();
    }

    @Test
    void aFileThatDidNotArriveWholeWithItsFolderIsFetchedAgain() throws Exception {
        proxy.stop();
        delete(index());
        Part layer = IMAGE.layer(0);
        Files.write(proxy.blobFile(layer.digest()), layer.content().toBytes(0, 70_000));
        proxy.start();

        assertPulledWhole();

        proxy.awaitHeld(4);
        assertThat(Files.size(proxy.blobFile(layer.digest()))).isEqualTo(200_000);
        awaitIndex();
        assertPulledWhole();
    }

    @Test
    void whatIsPulledDuringARebuildIsKnownAfterwards() throws Exception {
        proxy.stop();
        delete(index());
        proxy.start();
        ImageFixture other = ImageFixture.random(4, 100_000);
        Digest manifest = upstream.addImage("c/d", "2", other);
        assertThat(proxy.get("/v2/c/d/manifests/2").isWhole()).isTrue();
        assertThat(proxy.get("/v2/c/d/blobs/" + other.layer(0).digest()).isWhole())
                .isTrue();
        awaitIndex();
        upstream.stopListening();

        assertThat(proxy.get("/v2/c/d/manifests/" + manifest).isWhole()).isTrue();
        assertThat(proxy.get("/v2/c/d/blobs/" + other.layer(0).digest()).isWhole())
                .isTrue();
    }

    /** A digest is no permission, also while nobody knows better. */
    @Test
    void anotherRepositoryGetsNothingWhileTheIndexIsLost() throws Exception {
        proxy.stop();
        delete(index());
        upstream.stopListening();
        proxy.start();

        assertThat(proxy.get("/v2/x/y/blobs/" + IMAGE.layer(0).digest()).status())
                .isEqualTo(503);
        awaitIndex();
        assertThat(proxy.get("/v2/x/y/blobs/" + IMAGE.layer(0).digest()).status())
                .isEqualTo(503);
    }

    private void assertPulledWhole() throws IOException {
        assertThat(pull()).allSatisfy(response -> assertThat(response.isWhole()).isTrue());
    }

    private List<Wire.Response> pull() throws IOException {
        Wire.Response manifest = proxy.get("/v2/a/b/manifests/1");
        Wire.Response config = proxy.get("/v2/a/b/blobs/" + IMAGE.config().digest());
        Wire.Response large = proxy.get("/v2/a/b/blobs/" + IMAGE.layer(0).digest());
        Wire.Response small = proxy.get("/v2/a/b/blobs/" + IMAGE.layer(1).digest());
        return List.of(manifest, config, large, small);
    }

    private void awaitIndex() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    try (Wire wire = new Wire(proxy.adminPort())) {
                        wire.send("GET", "/readyz");
                        assertThat(wire.receive("GET").text()).doesNotContain("\"index\"");
                    }
                });
    }

    private Path index() {
        return proxy.data().resolve("index");
    }

    private List<Path> damaged() throws IOException {
        try (Stream<Path> all = Files.list(proxy.data())) {
            return all.filter(path -> path.getFileName().toString().startsWith("index.damaged-"))
                    .toList();
        }
    }

    private void overwriteTables() throws IOException {
        try (Stream<Path> all = Files.list(index())) {
            for (Path table :
                    all.filter(path -> path.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(table);
                Arrays.fill(bytes, 0, bytes.length / 2, (byte) 0x5a);
                try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
                    file.write(bytes);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
