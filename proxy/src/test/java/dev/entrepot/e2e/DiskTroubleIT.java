package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.SmallDisk;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real file system that is full, refuses writes or cannot be read, and a process without file descriptors (issue 4, disk
 * trouble): every answer is whole and right, the trouble is said, and it ends by itself when its cause does.
 */
class DiskTroubleIT {

    private static final int DISK = 192;
    private static final int SIZE = 3 << 20;

    /** So that no file can be opened and no connection accepted; those that are open go on. */
    private static final int FEWER_THAN_OPEN = 16;

    @RegisterExtension
    static final Lab lab = new Lab("mkfs.ext4", "mount", "chattr", "prlimit");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private int blobs;

    private RealEntrepot entrepot(SmallDisk disk) {
        return lab.entrepot(disk, EntrepotYaml.upTest(upstream.url(), "1h") + "capacity: 64MiB\nmin-free: 0B\n");
    }

    private Digest newBlob() {
        return upstream.addBlob("a/b", BlobContent.random(blobs++, SIZE));
    }

    private static HttpResponse<byte[]> get(RealEntrepot entrepot, Digest blob) {
        HttpResponse<byte[]> answer = entrepot.get("/v2/a/b/blobs/" + blob);
        assertThat(answer.statusCode()).as("of %s", answer.headers()).isEqualTo(200);
        assertThat(Digest.sha256(answer.body())).isEqualTo(blob);
        return answer;
    }

    private static String cacheStatus(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Cache-Status").orElse("");
    }

    private static Path file(RealEntrepot entrepot, Digest blob) {
        return entrepot.data().resolve("blobs/sha256").resolve(blob.hex());
    }

    private static void awaitStored(RealEntrepot entrepot, Digest blob) {
        Awaitility.await().untilAsserted(() -> assertThat(file(entrepot, blob)).exists());
    }

    private void assertSaidAndPassedThrough(RealEntrepot entrepot) {
        assertPassedThrough(entrepot);
        assertThat(entrepot.admin("/readyz")).contains("\"disk\"");
        Awaitility.await()
                .untilAsserted(() -> assertThat(entrepot.admin("/metrics"))
                        .containsPattern("entrepot_requests_total\\{cache=\"passed_through\"[^}]*} [1-9]"));
    }

    private void assertPassedThrough(RealEntrepot entrepot) {
        Digest cold = newBlob();
        HttpResponse<byte[]> answer = get(entrepot, cold);
        assertThat(cacheStatus(answer)).contains("detail=passthrough");
        assertThat(file(entrepot, cold)).doesNotExist();
        assertThat(upstream.count("GET", cold.toString())).isEqualTo(1);
    }

    /** Nothing but asking for blobs is done: no restart. */
    private void assertRecovers(RealEntrepot entrepot) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Digest cold = newBlob();
                    get(entrepot, cold);
                    awaitStored(entrepot, cold);
                    assertThat(entrepot.admin("/readyz")).doesNotContain("\"disk\"");
                });
    }

    @Test
    void aDiskThatAnotherProgramFilledIsPassedByUntilThereIsRoomAgain() {
        SmallDisk disk = lab.disk(DISK);
        RealEntrepot entrepot = entrepot(disk);
        disk.fill();

        assertSaidAndPassedThrough(entrepot);

        disk.release();
        assertRecovers(entrepot);
    }

    @Test
    void foldersThatTakeNoFilesArePassedByAndWhatIsHeldIsServed() {
        SmallDisk disk = lab.disk(DISK);
        RealEntrepot entrepot = entrepot(disk);
        Digest held = newBlob();
        get(entrepot, held);
        awaitStored(entrepot, held);
        disk.refuseWrites(entrepot.data());
        try {
            assertSaidAndPassedThrough(entrepot);
            assertThat(cacheStatus(get(entrepot, held))).contains("hit");
            assertThat(upstream.count("GET", held.toString())).isEqualTo(1);
        } finally {
            disk.allowWrites(entrepot.data());
        }
        assertRecovers(entrepot);
    }

    @Test
    void sectorsThatCannotBeReadCostTheClientNothing() {
        SmallDisk disk = lab.disk(DISK);
        RealEntrepot entrepot = entrepot(disk);
        Digest held = newBlob();
        get(entrepot, held);
        awaitStored(entrepot, held);
        entrepot.stop();
        entrepot.start();
        disk.loseAllBeyond(1);

        get(entrepot, held);

        assertThat(upstream.count("GET", held.toString())).isEqualTo(2);
        assertThat(entrepot.admin("/readyz")).contains("\"disk\"", "\"reads\"", held.hex());
        assertThat(entrepot.admin("/metrics")).containsPattern("entrepot_disk_read_failures_total [1-9]");
    }

    /** The admin port cannot be asked meanwhile: that would be another connection. */
    @Test
    void withoutFileDescriptorsItKeepsServingAndRecovers() {
        SmallDisk disk = lab.disk(DISK);
        RealEntrepot entrepot = entrepot(disk);
        Digest held = newBlob();
        get(entrepot, held);
        awaitStored(entrepot, held);
        descriptors(entrepot, FEWER_THAN_OPEN);
        try {
            assertPassedThrough(entrepot);
            assertThat(cacheStatus(get(entrepot, held))).contains("hit");
        } finally {
            descriptors(entrepot, 20_000);
        }
        assertRecovers(entrepot);
    }

    private static void descriptors(RealEntrepot entrepot, long limit) {
        CommandResult result =
                CommandResult.run("prlimit", "--pid", Long.toString(entrepot.pid()), "--nofile=" + limit + ":");
        assertThat(result.exitCode()).as(result.toString()).isZero();
    }
}
