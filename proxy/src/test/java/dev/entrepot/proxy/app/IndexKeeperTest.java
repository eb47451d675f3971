package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.rebuild.IndexRebuild;
import dev.entrepot.index.rocksdb.RocksDatabase;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexKeeperTest {

    private static final Reference.ByTag TAG = new Reference.ByTag(new Repository("docker.io", "library/app"), "1");
    private static final TagEntry ENTRY = TagEntry.first(Digest.sha256(new byte[1]), Instant.EPOCH);

    @TempDir
    Path root;

    private final Health health = new Health(InstantSource.system());
    private final InMemoryRecords records = new InMemoryRecords();
    private final Semaphore completed = new Semaphore(0);
    private IndexKeeper keeper;
    private TempFileBlobStore store;

    @BeforeEach
    void prepare() throws IOException {
        store = new TempFileBlobStore(Files.createDirectory(root.resolve("blobs")));
        keeper = new IndexKeeper(folder(), health, Duration.ofMillis(20), Optional.empty());
        records.putTag(TAG, ENTRY);
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private IndexFolder folder() {
        return new IndexFolder(root.resolve("index"), RocksDatabase.MIN_CACHE, Watch.NOOP);
    }

    private IndexPorts start(boolean holdsNothing) {
        IndexPorts ports = keeper.open(holdsNothing);
        PullPorts all = new PullPorts(store, ports.blobs(), ports.links(), ports.tags(), records);
        keeper.start(new IndexRebuild(all, records, store), completed::release);
        return ports;
    }

    private void awaitComplete() throws InterruptedException {
        assertThat(completed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itIsTriedAgainMoreAndMoreSeldomAndForEver() {
        Duration most = Duration.ofSeconds(30);
        List<Duration> pauses = Stream.iterate(Duration.ofSeconds(1), pause -> IndexKeeper.afterFailure(pause, most))
                .limit(1000)
                .toList();

        assertThat(pauses.subList(0, 5).stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(pauses.subList(6, 1000)).containsOnly(most);
    }

    @Test
    void theFirstStartOfAllHasNothingToRebuild() throws InterruptedException {
        IndexPorts ports = start(true);

        awaitComplete();
        assertThat(health.troubles()).isEmpty();
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.absent());
    }

    @Test
    void aNewIndexIsFilledFromTheRecords() throws InterruptedException {
        IndexPorts ports = start(false);

        awaitComplete();
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.found(ENTRY));
        assertThat(health.isTroubled(Dependency.INDEX, Health.ONLY)).isFalse();
        assertThat(health.last(Dependency.INDEX, Health.ONLY).orElseThrow().why())
                .contains("being rebuilt");
    }

    @Test
    void aCompleteIndexIsNotFilledAgain() throws InterruptedException {
        start(false);
        awaitComplete();
        keeper.close();
        keeper = keeper();
        records.fail(new IOException("whoever asks now fails"));

        IndexPorts ports = start(false);

        awaitComplete();
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.found(ENTRY));
    }

    @Test
    void whatSomebodyElseHasOpenIsTriedAgainUntilItIsFree() throws Exception {
        IndexPorts ports;
        try (RocksDatabase other = RocksDatabase.open(root.resolve("index"), RocksDatabase.MIN_CACHE)) {
            assertThat(other.isNew()).isTrue();
            ports = start(false);
            assertThat(ports.tags().find(TAG)).isInstanceOf(Lookup.Unreachable.class);
            assertThat(health.isTroubled(Dependency.INDEX, Health.ONLY)).isTrue();
        }

        awaitComplete();
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.found(ENTRY));
    }

    @Test
    void recordsThatCannotBeReadAreTriedAgain() throws InterruptedException {
        records.fail(new IOException("Input/output error"));
        IndexPorts ports = start(false);
        assertThat(ports.tags().find(TAG)).isInstanceOf(Lookup.Unreachable.class);

        records.recover();

        awaitComplete();
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.found(ENTRY));
    }

    private IndexKeeper keeper() {
        return new IndexKeeper(folder(), new Health(InstantSource.system()), Duration.ofMillis(20), Optional.empty());
    }

    private void restart() throws InterruptedException {
        start(false);
        awaitComplete();
        keeper.close();
        keeper = keeper();
    }

    @Test
    void whatWasMissedWhileItCouldNotBeOpenedIsKnownAfterTheNextStart() throws Exception {
        restart();
        Reference.ByTag missed = new Reference.ByTag(TAG.repository(), "2");
        try (RocksDatabase other = RocksDatabase.open(root.resolve("index"), RocksDatabase.MIN_CACHE)) {
            assertThat(other.isNew()).isFalse();
            keeper.open(false);
            records.putTag(missed, ENTRY);
            // Killed, or stopped, before it could open it.
            keeper.close();
        }
        keeper = keeper();

        IndexPorts ports = start(false);

        awaitComplete();
        assertThat(ports.tags().find(missed)).isEqualTo(Lookup.found(ENTRY));
        assertThat(root.resolve("index.incomplete")).doesNotExist();
    }

    @Test
    void itTakesWritesAsSoonAsItIsOpenAndNotBefore() throws Exception {
        try (RocksDatabase other = RocksDatabase.open(root.resolve("index"), RocksDatabase.MIN_CACHE)) {
            assertThat(other.isNew()).isTrue();
            start(false);
            assertThat(keeper.takesWrites()).isFalse();
        }

        awaitComplete();
        assertThat(keeper.takesWrites()).isTrue();
    }
}
