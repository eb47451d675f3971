package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads find, read, close, delete and put again a few blobs, in a cache that has room for fewer. */
class LeaseStressTest {

    private static final int THREADS = 16;
    private static final int ROUNDS = 1_500;
    private static final int BLOBS = 6;

    @TempDir
    Path root;

    private final FaultyFiles files = new FaultyFiles();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<Digest> digests = new ArrayList<>();
    private final LongAdder reads = new LongAdder();

    @Test
    void everyLeaseIsReadableAndEveryFileIsClosedInTheEnd() throws Exception {
        for (int i = 0; i < BLOBS; i++) {
            contents.add(Bytes.some(40_000 + 20_000 * i));
            digests.add(Digest.sha256(contents.get(i)));
        }
        ExecutorService disk = Executors.newFixedThreadPool(2);
        try (DataFolder data = DataFolder.open(root, files)) {
            DiskBlobStore store =
                    new DiskBlobStore(data, new DiskSettings(3, 200_000, 1 << 20), BlobLedger.EMPTY, disk);
            hammer(store);
            store.close();
            disk.shutdown();
            assertThat(disk.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(files.openChannels()).as("files open besides the lock").isOne();
        }
        assertThat(files.openedChannels()).as("files opened").isGreaterThan(100);
        assertThat(reads.sum()).as("leases read").isGreaterThan(THREADS * ROUNDS / 4);
    }

    private void hammer(DiskBlobStore store) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            running.add(threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    oneRound(store, random);
                }
                return null;
            }));
        }
        for (Future<?> thread : running) {
            thread.get();
        }
        threads.shutdown();
    }

    private void oneRound(DiskBlobStore store, SplittableRandom random) throws IOException {
        int blob = random.nextInt(BLOBS);
        Digest digest = digests.get(blob);
        switch (random.nextInt(10)) {
            case 0 -> assertThat(store.delete(digest)).isNotInstanceOf(Lookup.Unreachable.class);
            case 1, 2 -> Bytes.found(store.put(digest, ByteBuffer.wrap(contents.get(blob))));
            case 3, 4, 5 -> {
                LocalBlob ready = store.ready(digest).orElse(null);
                if (ready != null) {
                    check(ready, blob, random);
                }
            }
            default -> {
                if (store.find(digest) instanceof Lookup.Found<LocalBlob> found) {
                    check(found.value(), blob, random);
                }
            }
        }
    }

    private void check(LocalBlob lease, int blob, SplittableRandom random) throws IOException {
        byte[] content = contents.get(blob);
        try (lease) {
            assertThat(lease.size()).isEqualTo(content.length);
            int at = random.nextInt(content.length - 10);
            byte[] read = Bytes.read(lease.channel(), at, 10);
            assertThat(ByteBuffer.wrap(read)).isEqualTo(ByteBuffer.wrap(content, at, 10));
            reads.increment();
        }
        if (random.nextBoolean()) {
            lease.close();
        }
    }
}
