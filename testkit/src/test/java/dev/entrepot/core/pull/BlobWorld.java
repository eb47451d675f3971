package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.testkit.blob.BlobScript;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.ScriptedSource;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link BlobPull} with everything around it; at the end of a test nothing may be open or under way. */
final class BlobWorld implements AfterEachCallback {

    static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    static final Repository OTHER = new Repository("docker.io", "someone/else");
    static final Digest MANIFEST = Digest.sha256(new byte[] {'m'});

    final ScriptedSource source = new ScriptedSource();
    final InMemoryIndex index = new InMemoryIndex();
    final InMemoryRecords records = new InMemoryRecords();
    final ManualTime time = new ManualTime();
    final Threads threads = new Threads();
    final HeardFills heard = new HeardFills();
    final FewPlaces places = new FewPlaces();
    final TempFileBlobStore store;
    final Downloads downloads = new Downloads(time.nanoTime());
    final Fills fills;
    final BlobPull pull;

    private final Path folder;
    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final List<Future<?>> running = new CopyOnWriteArrayList<>();
    private volatile boolean rejecting;

    BlobWorld() {
        this((upstream, ports) -> upstream);
    }

    /** @param before puts another source before the upstream */
    BlobWorld(BiFunction<BlobSource, PullPorts, BlobSource> before) {
        this(before, false);
    }

    /** With no place for any transfer but those of {@link #places}. */
    static BlobWorld withFewPlaces() {
        return withFewPlaces((upstream, ports) -> upstream);
    }

    /** @param before puts another source before the upstream */
    static BlobWorld withFewPlaces(BiFunction<BlobSource, PullPorts, BlobSource> before) {
        return new BlobWorld(before, true);
    }

    private BlobWorld(BiFunction<BlobSource, PullPorts, BlobSource> before, boolean hasFewPlaces) {
        Admission admission = hasFewPlaces ? places : Admission.FREE;
        try {
            folder = Files.createTempDirectory("blobs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = new TempFileBlobStore(folder);
        PullPorts ports = ports();
        BlobSource asked = before.apply(source, ports);
        fills = new Fills(
                ports,
                asked,
                new LineReader(),
                downloads,
                new Fills.Workers(this::fill, attempt -> attempt <= 3, heard, admission),
                new ExpiringMemory<Digest, CorruptBlobException>(Duration.ofSeconds(60), time));
        pull = new BlobPull(ports, asked, fills, new ExpiringMemory<>(Duration.ofMinutes(10), time));
    }

    PullPorts ports() {
        return new PullPorts(store, index.blobs(), index.links(), index.tags(), records);
    }

    private void fill(Runnable fill) {
        if (rejecting) {
            throw new RejectedExecutionException("the pool is full");
        }
        running.add(pool.submit(fill));
    }

    int fillsStarted() {
        return running.size();
    }

    void rejectFills(boolean from) {
        rejecting = from;
    }

    void awaitFills() throws Exception {
        for (Future<?> fill : running) {
            Threads.await(fill);
        }
    }

    // ---- asking ------------------------------------------------------------------------------------------------

    BlobAnswer get(Repository repository, Digest digest) {
        return get(repository, digest, null);
    }

    BlobAnswer get(Repository repository, Digest digest, @Nullable String range) {
        return pull.pull(request(repository, digest, range), Deadline.after(Duration.ofSeconds(20)));
    }

    BlobAnswer head(Repository repository, Digest digest) {
        return pull.pull(
                new BlobRequest(repository, digest, RequestedRange.whole(), false),
                Deadline.after(Duration.ofSeconds(20)));
    }

    static BlobRequest request(Repository repository, Digest digest, @Nullable String range) {
        return new BlobRequest(repository, digest, RequestedRange.parse(range), true);
    }

    /** Asks, reads to the end, and waits for whatever was started. */
    Received pulled(Repository repository, Digest digest) throws Exception {
        Received received = Received.all(get(repository, digest));
        awaitFills();
        return received;
    }

    /** As {@link #pulled}; no bytes also where the fill had failed before the client was answered, and so was refused. */
    byte[] bytesPulled(Repository repository, Digest digest) throws Exception {
        BlobAnswer answer = get(repository, digest);
        byte[] bytes = answer instanceof BlobAnswer.Unavailable
                ? new byte[0]
                : Received.all(answer).bytes();
        awaitFills();
        return bytes;
    }

    /** As {@link #pulled}, but the upstream sends no byte past {@code offset}, at least 1, before the client has its answer. */
    Received streamed(Repository repository, BlobScript script, int offset) throws Exception {
        Gate answered = new Gate();
        script.holdingBodyAt(offset, answered);
        BlobAnswer answer = get(repository, script.digest());
        answered.open();
        Received received = Received.all(answer);
        awaitFills();
        return received;
    }

    // ---- what is known before ----------------------------------------------------------------------------------

    /** Puts a blob on disk that was had with or without credentials, through nobody in particular. */
    Digest hold(byte[] content, boolean isPublic) {
        Digest digest = Digest.sha256(content);
        store.put(digest, ByteBuffer.wrap(content));
        index.blobs().put(digest, new BlobRecord(content.length, isPublic));
        return digest;
    }

    void claim(Repository repository, Digest digest, long size) {
        index.links().claim(repository, Map.of(digest, Link.claimedBlob(size, MANIFEST)));
    }

    void prove(Repository repository, Digest digest, long size) {
        index.links().prove(repository, digest, Link.provenBlob(size, Optional.empty()));
    }

    // ---- what happened -----------------------------------------------------------------------------------------

    boolean isStored(Digest digest) {
        if (store.find(digest) instanceof Lookup.Found<LocalBlob> found) {
            found.value().close();
            return true;
        }
        return false;
    }

    boolean isProven(Repository repository, Digest digest) {
        return index.links().find(repository, digest) instanceof Lookup.Found<Link> found
                && found.value().isProven();
    }

    static String whole(Repository repository, Digest digest) {
        return ScriptedSource.call(repository, digest, Window.all());
    }

    static String probe(Repository repository, Digest digest) {
        return ScriptedSource.call(repository, digest, Window.probe());
    }

    static String window(Repository repository, Digest digest, long first, long last) {
        return ScriptedSource.call(repository, digest, new Window.Closed(new ByteRange(first, last)));
    }

    static String rest(Repository repository, Digest digest, long offset) {
        return ScriptedSource.call(repository, digest, new Window.From(offset, Optional.empty()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        awaitFills();
        threads.close();
        pool.shutdown();
        assertThat(source.openStreams()).as("open streams").isZero();
        assertThat(store.openFiles()).as("open files").isZero();
        assertThat(downloads.count()).as("downloads under way").isZero();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
