package dev.entrepot.storage.disk;

import static dev.entrepot.storage.disk.DiskTest.ALPINE;
import static dev.entrepot.storage.disk.DiskTest.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commit, put, delete, quarantine and readers of one digest, in many orders of their single
 * operations on the disk. A seed repeats an order.
 */
class InterleavingTest {

    private static final int SCHEDULES = 150;
    private static final int PLAYERS = 4;

    @TempDir
    Path root;

    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000})
    void whateverTheOrderTheFileAndTheOpenFilesAgreeAndNobodyReadsAnythingElse(int length) throws Exception {
        byte[] content = Bytes.some(length);
        for (long seed = 0; seed < SCHEDULES; seed++) {
            play(content, seed);
        }
        assertThat(kept).as("orders that ended with the blob").hasPositiveValue();
        assertThat(gone).as("orders that ended without it").hasPositiveValue();
    }

    private void play(byte[] content, long seed) throws Exception {
        Turns turns = new Turns(seed);
        DataFolder data = DataFolder.open(root, new TurnTakingFiles(turns));
        DiskBlobStore store = new DiskBlobStore(data, SETTINGS, BlobLedger.EMPTY, Runnable::run);
        Digest digest = Digest.sha256(content);
        List<Callable<@Nullable Void>> players = new ArrayList<>();
        if (seed % 2 == 0) {
            hold(store, digest, content);
        } else {
            players.add(committing(store, digest, content));
        }
        Random random = new Random(seed);
        while (players.size() < PLAYERS) {
            players.add(player(random.nextInt(5), store, digest, content));
        }
        // Where this fails there may be locks that nobody gives back: no cleaning up then.
        turns.play(players);
        assertAgreement(data, store, digest, content, seed);
        store.delete(digest);
        store.close();
        data.close();
    }

    /** On disk, and not open. */
    private static void hold(DiskBlobStore store, Digest digest, byte[] content) {
        Bytes.found(store.put(digest, ByteBuffer.wrap(content)));
        store.close();
    }

    /** Ready to be committed before anybody moves. */
    private static Callable<@Nullable Void> committing(DiskBlobStore store, Digest digest, byte[] content)
            throws IOException {
        BlobWriter writer = Bytes.found(store.create(new Intent(digest, ALPINE, content.length, Optional.empty())));
        writer.append(ByteBuffer.wrap(content));
        writer.verify();
        return () -> {
            writer.commit();
            writer.forgetIntent();
            return null;
        };
    }

    private static Callable<@Nullable Void> player(int which, DiskBlobStore store, Digest digest, byte[] content) {
        return switch (which) {
            case 0 ->
                () -> {
                    store.put(digest, ByteBuffer.wrap(content));
                    return null;
                };
            case 1 ->
                () -> {
                    store.delete(digest);
                    return null;
                };
            case 2 ->
                () -> {
                    store.quarantine(digest, "for a test");
                    return null;
                };
            default ->
                () -> {
                    if (store.find(digest) instanceof Lookup.Found<LocalBlob> found) {
                        assertThat(Bytes.of(found.value())).isEqualTo(content);
                    }
                    return null;
                };
        };
    }

    private void assertAgreement(DataFolder data, DiskBlobStore store, Digest digest, byte[] content, long seed)
            throws IOException {
        boolean exists = Files.exists(data.layout().blob(digest));
        Optional<LocalBlob> ready = store.ready(digest);
        ready.ifPresent(LocalBlob::close);
        assertThat(exists || ready.isEmpty())
                .as("seed %d: served, though deleted", seed)
                .isTrue();
        Lookup<LocalBlob> found = store.find(digest);
        assertThat(found instanceof Lookup.Found).as("seed %d", seed).isEqualTo(exists);
        if (exists) {
            assertThat(Bytes.of(found)).as("seed %d", seed).isEqualTo(content);
        }
        (exists ? kept : gone).incrementAndGet();
        try (Stream<Path> ingest = Files.list(data.layout().ingest())) {
            assertThat(ingest).as("seed %d", seed).isEmpty();
        }
    }
}
