package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.SmallDisk;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RocksDB down as it goes down (issue 5, line 5), under the real process: pulls of what is held and of what is new go on and are
 * right, it is said, and the index comes back with everything in it, without a restart.
 */
class IndexTroubleIT {

    /** It is tried again every 30 s. */
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @RegisterExtension
    static final Lab lab = new Lab("mkfs.ext4", "mount", "truncate");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final ImageFixture held = ImageFixture.random(1, 300_000, 20_000);
    private int news = 100;
    private RealEntrepot entrepot;

    @BeforeEach
    void pullOnce() {
        upstream.addImage("a/b", "held", held);
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        assertPulled("held", held);
        awaitWell();
    }

    // ---- at the start ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
    void whatIsDamagedAtTheStartIsMadeAnewBehindServing(String file) throws IOException {
        // What was written is in the log until it is opened again.
        entrepot.stop();
        entrepot.start();
        awaitWell();
        entrepot.stop();
        damage(file);

        entrepot.start();

        assertHeldIsServedAndNewIsFetched();
        assertAllIsRegistered();
        assertThat(damaged()).hasSize(1);
    }

    @Test
    void aDamagedIndexThatIsAFileSystemOfItsOwnIsMadeAnewThere() throws IOException {
        entrepot.stop();
        SmallDisk disk = lab.disk(16);
        for (Path file : files(index())) {
            Files.copy(file, disk.folder().resolve(file.getFileName()));
            Files.delete(file);
        }
        disk.mountAt(index());
        damage("CURRENT");

        entrepot.start();

        assertHeldIsServedAndNewIsFetched();
        assertAllIsRegistered();
        assertThat(damaged(disk.folder())).hasSize(1);
        assertThat(disk.folder().resolve("CURRENT")).isRegularFile();
    }

    private void damage(String part) throws IOException {
        for (Path file : files(index())) {
            if (file.getFileName().toString().contains(part)) {
                byte[] bytes = Files.readAllBytes(file);
                Arrays.fill(bytes, 0, bytes.length, (byte) 0x5a);
                try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                    damaged.write(bytes);
                }
            }
        }
    }

    @Test
    void whileAnotherProcessHasTheIndexServingGoesOnAndThenItIsOpenedWithoutARestart() throws IOException {
        entrepot.stop();
        try (FileChannel lock = FileChannel.open(index().resolve("LOCK"), StandardOpenOption.WRITE);
                FileLock other = lock.lock()) {
            assertThat(other.isValid()).isTrue();
            entrepot.start();

            assertSaid();
            assertHeldIsServedAndNewIsFetched();
        }

        assertAllIsRegistered();
        assertThat(damaged()).isEmpty();
    }

    @Test
    void aDataFolderOfAnotherProcessEndsItWithAMessageAndTheDocumentedCode() throws IOException {
        entrepot.stop();
        try (FileChannel file = FileChannel.open(entrepot.data().resolve("lock"), StandardOpenOption.WRITE);
                FileLock other = file.lock()) {
            assertThat(other.isValid()).isTrue();

            CommandResult second = entrepot.run("serve");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains(entrepot.data().toString()).contains("another process");
        }
    }

    // ---- while it runs -----------------------------------------------------------------------------------------

    @Test
    void anIndexOnAFullDiskIsReadAndTakesWritesAgainWhenThereIsRoom() throws IOException {
        SmallDisk disk = onADiskOfItsOwn();
        takeBackWhatIsReserved();
        disk.fill();

        Awaitility.await().atMost(RECOVERY).untilAsserted(() -> {
            assertNewIsFetched();
            assertThat(entrepot.admin("/readyz")).contains("\"index\"");
        });
        assertSaid();
        assertHeldIsServedAndNewIsFetched();

        disk.release();
        assertAllIsRegistered();
        assertThat(damaged()).isEmpty();
    }

    /** RocksDB has room for some thousand images set aside in the file it writes to; setting its size takes that back. */
    private void takeBackWhatIsReserved() throws IOException {
        for (Path file : files(index())) {
            if (file.toString().endsWith(".log")) {
                CommandResult done = CommandResult.run("truncate", "--size=+0", file.toString());
                assertThat(done.exitCode()).as(done.toString()).isZero();
            }
        }
    }

    @Test
    void anIndexWhoseSectorsCannotBeReadIsDoneWithoutUntilItLiesElsewhere() throws IOException {
        SmallDisk disk = onADiskOfItsOwn();
        entrepot.stop();
        disk.loseAllBeyond(1);
        entrepot.start();

        assertHeldIsServedAndNewIsFetched();

        if (Files.isSymbolicLink(index())) {
            Files.delete(index());
        }
        assertAllIsRegistered();
    }

    private SmallDisk onADiskOfItsOwn() throws IOException {
        entrepot.stop();
        SmallDisk disk = lab.disk(16);
        Path there = Files.createDirectory(disk.folder().resolve("index"));
        for (Path file : files(index())) {
            Files.copy(file, there.resolve(file.getFileName()));
            Files.delete(file);
        }
        Files.delete(index());
        Files.createSymbolicLink(index(), there);
        entrepot.start();
        awaitWell();
        return disk;
    }

    // ---- what is seen of it ------------------------------------------------------------------------------------

    private void assertSaid() {
        assertThat(entrepot.admin("/readyz")).contains("\"index\"");
        assertThat(entrepot.admin("/status")).contains("\"status\" : \"degraded\"");
        assertThat(entrepot.run("status", "--admin", "127.0.0.1:" + entrepot.adminPort())
                        .out())
                .contains("degraded   index");
    }

    private void assertHeldIsServedAndNewIsFetched() {
        int before = upstream.requests().size();
        assertPulled("held", held);
        assertThat(upstream.requests()).as("requests for what is held").hasSize(before);
        assertNewIsFetched();
    }

    private void assertNewIsFetched() {
        ImageFixture image = ImageFixture.random(news++, 50_000);
        String tag = "new" + news;
        upstream.addImage("a/b", tag, image);
        assertPulled(tag, image);
        for (Part blob : image.blobs()) {
            assertThat(upstream.count("GET", blob.digest().toString())).isEqualTo(1);
        }
    }

    /** Also what was fetched meanwhile: nobody is asked, and the index is said to be well. */
    private void assertAllIsRegistered() {
        awaitWell();
        ImageFixture last = ImageFixture.random(news++, 50_000);
        upstream.addImage("a/b", "last", last);
        assertPulled("last", last);
        upstream.stopListening();

        assertPulled("held", held);
        assertPulled("last", last);
        assertThat(entrepot.run("fsck", "--json").exitCode())
                .as("what a check says")
                .isZero();
    }

    private void awaitWell() {
        Awaitility.await()
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(entrepot.admin("/readyz")).doesNotContain("\"index\""));
    }

    private void assertPulled(String tag, ImageFixture image) {
        assertThat(entrepot.get("/v2/a/b/manifests/" + tag).statusCode()).isEqualTo(200);
        for (Part blob : image.blobs()) {
            HttpResponse<byte[]> answer = entrepot.get("/v2/a/b/blobs/" + blob.digest());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Digest.sha256(answer.body())).isEqualTo(blob.digest());
        }
    }

    private Path index() {
        return entrepot.data().resolve("index");
    }

    private List<Path> damaged() throws IOException {
        return damaged(entrepot.data());
    }

    private static List<Path> damaged(Path folder) throws IOException {
        return files(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith("index.damaged-"))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
