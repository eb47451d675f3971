package dev.entrepot.storage.disk;

import static dev.entrepot.storage.disk.DiskTest.ALPINE;
import static dev.entrepot.storage.disk.DiskTest.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails before the first operation on the disk, before the second, and so on, and each time the disk keeps
 * something else of what was not forced.
 */
class PowerCutTest {

    private static final int CHUNK = 5_000;
    private static final Reference.ByTag TAG = new Reference.ByTag(ALPINE, "latest");
    private static final TagEntry FIRST = TagEntry.first(Digest.sha256(new byte[1]), Instant.EPOCH);
    private static final TagEntry SECOND = FIRST.confirmed(Digest.sha256(new byte[2]), Instant.EPOCH.plusSeconds(1));

    @TempDir
    Path root;

    /** One life of a store, and what it had promised when the power failed. */
    private final class Life {

        private final PowerCutFiles files;
        private final Promises promises;
        private DataFolder data;
        private DiskBlobStore store;
        private DiskRecords records;

        @SuppressWarnings("NullAway.Init") // opened before anything else is done with it
        Life(PowerCutFiles files, Promises promises) {
            this.files = files;
            this.promises = promises;
        }

        void open() throws IOException {
            data = DataFolder.open(root, files);
            store = new DiskBlobStore(data, SETTINGS, BlobLedger.EMPTY, Runnable::run);
            records = new DiskRecords(data);
        }

        void live() throws IOException {
            open();
            interruptedAndResumed(promises.resumed);
            put(promises.manifest);
            records.putTag(TAG, FIRST);
            records.putManifest(ALPINE, promises.manifest.digest, new ManifestRecord("a/b", 300, true, List.of()));
            records.putTag(TAG, SECOND);
            filled(promises.deleted);
            promises.deleted.promised = false;
            store.delete(promises.deleted.digest);
            append(begin(promises.arriving), promises.arriving, 0, 25_000);
        }

        private void interruptedAndResumed(Content blob) throws IOException {
            BlobWriter first = begin(blob);
            append(first, blob, 0, 25_000);
            first.abort(new IOException("connection reset"));
            complete(blob);
        }

        private void filled(Content blob) throws IOException {
            BlobWriter writer = begin(blob);
            append(writer, blob, 0, blob.bytes.length);
            commit(writer, blob);
        }

        /** Goes on where it was, or begins. */
        void complete(Content blob) throws IOException {
            Optional<Partial> partial = store.partial(blob.digest);
            BlobWriter writer =
                    Bytes.found(partial.isPresent() ? store.resume(partial.get()) : store.create(blob.intent()));
            writer.rehash();
            append(writer, blob, Math.toIntExact(writer.written()), blob.bytes.length);
            commit(writer, blob);
        }

        private void commit(BlobWriter writer, Content blob) throws IOException {
            writer.verify();
            writer.commit();
            blob.promised = true;
            writer.forgetIntent();
        }

        private void put(Content blob) throws IOException {
            Lookup<Long> put = store.put(blob.digest, ByteBuffer.wrap(blob.bytes));
            if (put instanceof Lookup.Unreachable<Long> refused) {
                throw new IOException(refused.cause());
            }
            blob.promised = true;
        }

        private BlobWriter begin(Content blob) throws IOException {
            if (store.create(blob.intent()) instanceof Lookup.Found<BlobWriter> writer) {
                return writer.value();
            }
            throw new IOException("refused");
        }

        private void append(BlobWriter writer, Content blob, int from, int to) throws IOException {
            for (int at = from; at < to; at += CHUNK) {
                writer.append(ByteBuffer.wrap(blob.bytes, at, Math.min(CHUNK, to - at)));
            }
        }

        void close() throws IOException {
            store.close();
            data.close();
        }
    }

    private static final class Content {
        private final byte[] bytes;
        private final Digest digest;
        private boolean promised;

        Content(int length) {
            this.bytes = Bytes.some(length);
            this.digest = Digest.sha256(bytes);
        }

        Intent intent() {
            return new Intent(digest, ALPINE, bytes.length, Optional.empty());
        }
    }

    private static final class Promises {
        private final Content resumed = new Content(42_000);
        private final Content deleted = new Content(23_000);
        private final Content arriving = new Content(61_000);
        private final Content manifest = new Content(300);

        List<Content> all() {
            return List.of(resumed, deleted, arriving, manifest);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereverThePowerFailsNothingPromisedIsLostAndNothingUnverifiedFound(long seed) throws IOException {
        Random random = new Random(seed);
        int step = 0;
        for (boolean cut = true; cut; step++) {
            wipe();
            Promises promises = new Promises();
            cut = liveUntil(step, promises, random);
            assertKept(promises, "seed " + seed + ", cut before operation " + step);
        }
        assertThat(step).as("operations of a life").isGreaterThan(80);
    }

    /** @return whether it was cut off */
    private boolean liveUntil(int step, Promises promises, Random random) throws IOException {
        PowerCutFiles files = new PowerCutFiles(root);
        files.cutAfter(step);
        Life life = new Life(files, promises);
        boolean cut = false;
        try {
            life.live();
        } catch (IOException | AssertionError e) {
            cut = true;
        }
        cut |= files.isCut();
        files.cut(random);
        if (life.data != null) {
            life.data.close();
        }
        return cut;
    }

    private void assertKept(Promises promises, String when) throws IOException {
        Life next = new Life(new PowerCutFiles(root), promises);
        next.open();
        for (Content blob : promises.all()) {
            Lookup<LocalBlob> found = next.store.find(blob.digest);
            assertThat(found).as(when).isNotInstanceOf(Lookup.Unreachable.class);
            assertThat(found instanceof Lookup.Found || !blob.promised)
                    .as("%s: promised, and lost", when)
                    .isTrue();
            if (found instanceof Lookup.Found<LocalBlob> held) {
                assertThat(Bytes.of(held.value())).as(when).isEqualTo(blob.bytes);
            }
        }
        assertThat(next.records.tag(TAG)).as(when).isIn(Lookup.absent(), Lookup.found(FIRST), Lookup.found(SECOND));
        assertNoLitter(next, when);
        assertCanGoOn(next, promises, when);
        next.close();
    }

    /** What is in {@code ingest/} can be continued, or says that a stored blob is to be registered. */
    private void assertNoLitter(Life life, String when) throws IOException {
        DiskLeftovers leftovers = new DiskLeftovers(life.data, digest -> false, Duration.ZERO, InstantSource.system());
        assertThat(leftovers.find())
                .as(when)
                .allSatisfy(leftover -> assertThat(life.data.unregistered())
                        .anySatisfy(intent -> assertThat(leftover.name())
                                .isEqualTo("ingest/sha256-" + intent.digest().hex() + ".json")));
    }

    private void assertCanGoOn(Life life, Promises promises, String when) throws IOException {
        life.data.unregistered().forEach(intent -> life.store.forgetIntent(intent.digest()));
        for (Content blob : promises.all()) {
            if (life.store.find(blob.digest) instanceof Lookup.Found<LocalBlob> held) {
                held.value().close();
            } else {
                life.complete(blob);
            }
            assertThat(Bytes.of(life.store.find(blob.digest))).as(when).isEqualTo(blob.bytes);
        }
        try (Stream<Path> ingest = Files.list(root.resolve("ingest"))) {
            assertThat(ingest).as(when).isEmpty();
        }
    }

    private void wipe() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
