package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.HASTY;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup.Found;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.Faults;
import dev.entrepot.testkit.registry.wire.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After any mixture of endings, no buffer and no connection is missing. */
class LeaksTest {

    private static final int REQUESTS = 600;
    private static final int READERS = 12;
    private static final Repository APP = repository("team/app");
    private static final BlobContent CONTENT = BlobContent.random(8, 700_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final Digest blob = registry.addBlob("team/app", CONTENT);

    LeaksTest() {
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + ": " + records));
        registry.addManifest("team/app", "v1", "application/json", CONTENT.toBytes(0, 50_000));
    }

    @AfterEach
    void stopListening() {
        ByteBufUtil.setLeakListener(null);
    }

    @Test
    void everyBufferAndEveryConnectionComesBackHoweverABodyEnds() throws Exception {
        registry.redirectBlobs();
        misbehave(registry.faults(), 5);
        misbehave(registry.redirectBlobs().faults(), 11);
        UpstreamRegistry source = upstream.at(registry.url(), HASTY, READERS);
        long seed = System.nanoTime();
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                Random random = new Random(seed + i);
                running.add(readers.submit(() -> readSomehow(source, random)));
            }
            for (Future<?> reader : running) {
                reader.get();
            }
        }
        assertThat(registry.count()).isGreaterThan(REQUESTS / 2);
        await("connections in use, seed " + seed).until(() -> source.connectionsInUse() == 0);
        assertThat(leaksAfterCollection()).as("seed %d", seed).isEmpty();
    }

    /** Each eleventh answer or so goes wrong in one of these ways. */
    private static void misbehave(Faults faults, int salt) {
        Random random = new Random(salt);
        faults.on(request -> random.nextInt(11) == 0).cutAfter(random.nextInt(300_000));
        faults.on(request -> random.nextInt(11) == 0).resetAfter(random.nextInt(300_000));
        faults.on(request -> random.nextInt(23) == 0).cutBeforeHeaders();
        faults.on(request -> random.nextInt(23) == 0).chunked();
        faults.on(request -> random.nextInt(23) == 0).untilClose();
        faults.on(request -> random.nextInt(23) == 0).status(503);
        faults.on(request -> random.nextInt(37) == 0).holdAt(100_000, new Gate());
        faults.on(request -> random.nextInt(37) == 0).hangBeforeHeaders();
        faults.on(request -> random.nextInt(37) == 0).header("Content-Encoding", "gzip");
    }

    private void readSomehow(UpstreamRegistry source, Random random) {
        Deadline deadline = Deadline.after(Duration.ofSeconds(2));
        switch (random.nextInt(4)) {
            case 0 -> source.get(Reference.parse(APP, "v1"), deadline);
            case 1 -> read(source, Window.probe(), random, deadline);
            case 2 -> read(source, new Window.Closed(new ByteRange(0, random.nextInt(600_000))), random, deadline);
            default -> read(source, Window.all(), random, deadline);
        }
    }

    private void read(UpstreamRegistry source, Window window, Random random, Deadline deadline) {
        if (source.open(APP, blob, window, deadline) instanceof Found<RemoteBlob> found) {
            long enough = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(400_000);
            try (RemoteBlob stream = found.value()) {
                long count = 0;
                for (ByteBuffer next = stream.next(); next != null && count < enough; next = stream.next()) {
                    count += next.remaining();
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("/blobs/");
            }
        }
    }

    /** A leak is reported when its buffer was collected and another is allocated. */
    private List<String> leaksAfterCollection() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int k = 0; k < 100; k++) {
                ByteBuf bait = PooledByteBufAllocator.DEFAULT.buffer(64);
                bait.release();
            }
        }
        return List.copyOf(leaks);
    }
}
