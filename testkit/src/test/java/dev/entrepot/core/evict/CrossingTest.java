package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two things of one digest that meet. A blob lies on the disk exactly when its use is recorded, whoever came first. */
class CrossingTest {

    private static final long LIMIT_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private EvictionWorld world = new EvictionWorld(Path.of(""));

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new EvictionWorld(folder);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aBlobThatComesBackWhileItIsEvictedIsRecorded() throws Exception {
        byte[] content = world.content();
        Digest digest = world.fetch(content);
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Future<BoundedStore.Eviction> eviction = threads.submit(() -> world.store.evict(usage(digest), asked -> {
            inTheMiddle.countDown();
            awaitQuietly(goOn);
            return false;
        }));
        inTheMiddle.await();
        BlobWriter again = world.begun(content);
        again.verify();
        Future<?> commit = threads.submit(() -> {
            again.commit();
            return null;
        });
        goOn.countDown();

        assertThat(eviction.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(BoundedStore.Eviction.DONE);
        commit.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(world.lies(digest)).isTrue();
        assertThat(world.index.usage().totals()).isEqualTo(new UsageTotals(1, content.length, content.length));
    }

    @Test
    void aBlobThatWasUsedSinceItsTurnWasReadStays() throws Exception {
        Digest digest = world.fetchOne();
        Usage asItWas = usage(digest);
        world.use(digest);

        assertThat(world.store.evict(asItWas, asked -> false)).isEqualTo(BoundedStore.Eviction.MOVED);
        assertThat(world.lies(digest)).isTrue();
    }

    @Test
    void aBlobThatIsPinnedAtTheLastMomentStays() throws Exception {
        Digest digest = world.fetchOne();

        assertThat(world.store.evict(usage(digest), digest::equals)).isEqualTo(BoundedStore.Eviction.PINNED);
        assertThat(world.lies(digest)).isTrue();
    }

    @Test
    void aFillThatWaitsForRoomGoesOnWhenSomeIsMade() throws Exception {
        world.evictsWhenWanted = false;
        world.fetch(90);
        CountDownLatch starting = new CountDownLatch(1);
        byte[] large = world.content(50 * EvictionWorld.BLOB);
        Future<Lookup<BlobWriter>> waiting = threads.submit(() -> {
            starting.countDown();
            return world.create(large);
        });
        starting.await();
        while (!waiting.isDone()) {
            world.evictor.round();
        }

        assertThat(waiting.get()).isInstanceOf(Lookup.Found.class);
        assertThat(world.held()).isLessThanOrEqualTo(44 * EvictionWorld.BLOB);
    }

    @Test
    void whateverMeetsFilesAndRecordsAgree() throws Exception {
        world.evictsWhenWanted = false;
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            contents.add(world.content(20 * EvictionWorld.BLOB));
        }
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 6; worker++) {
            Random random = new Random(worker);
            workers.add(threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    step(contents.get(random.nextInt(contents.size())), random.nextInt(10));
                }
                return null;
            }));
        }
        while (!workers.stream().allMatch(Future::isDone)) {
            world.evictor.tick();
        }
        for (Future<?> worker : workers) {
            worker.get();
        }

        long held = 0;
        for (byte[] content : contents) {
            Digest digest = EvictionWorld.digest(content);
            boolean isRecorded = world.index.usage().find(digest) instanceof Lookup.Found<Usage>;
            assertThat(isRecorded).as("%s is recorded", digest).isEqualTo(world.lies(digest));
            held += isRecorded ? content.length : 0;
        }
        assertThat(world.held()).isEqualTo(held).isLessThanOrEqualTo(95 * EvictionWorld.BLOB);
        assertThat(world.room.level().reserved()).isZero();
    }

    /** One fetch of a digest at a time, as the register of downloads sees to it. */
    private void step(byte[] content, int what) throws IOException {
        Digest digest = EvictionWorld.digest(content);
        switch (what) {
            case 0 -> world.store.delete(digest);
            case 1 -> world.time.advance(Duration.ofMinutes(1));
            default -> {
                synchronized (content) {
                    if (!world.isHeld(digest) && world.create(content) instanceof Lookup.Found<BlobWriter> created) {
                        BlobWriter writer = created.value();
                        writer.append(ByteBuffer.wrap(content));
                        EvictionWorld.commit(writer);
                    }
                }
            }
        }
    }

    private Usage usage(Digest digest) {
        return ((Lookup.Found<Usage>) world.index.usage().find(digest)).value();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
