package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.core.upload.OwedRecords;
import dev.entrepot.core.upload.UploadLimits;
import dev.entrepot.core.upload.UploadObserver;
import dev.entrepot.core.upload.Uploader;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.ScriptedManifests;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link ManifestPull} with everything around it. What it does in the background is done when a test says so. */
final class ManifestWorld implements AfterEachCallback {

    static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    static final Repository OTHER = new Repository("docker.io", "someone/else");
    static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final Duration TTL = Duration.ofMinutes(5);
    static final Duration MAX_STALE = Duration.ofDays(7);

    final ScriptedManifests source = new ScriptedManifests();
    final InMemoryIndex index = new InMemoryIndex();
    final InMemoryRecords records = new InMemoryRecords();
    final ManualTime time = new ManualTime();
    final Threads threads = new Threads();
    final TempFileBlobStore store;
    final InMemoryUploadQueue owed = new InMemoryUploadQueue();
    ManifestObserver observer = ManifestObserver.NOOP;
    ManifestPull pull;

    private final Optional<Bucket> bucket;
    private final Path folder;
    private final Queue<Runnable> background = new ConcurrentLinkedQueue<>();
    private volatile boolean rejecting;

    /** Without a bucket. */
    ManifestWorld() {
        this(Optional.empty());
    }

    /** One node of those that share a bucket; what it owes goes there when a test says so. */
    ManifestWorld(Bucket shared) {
        this(Optional.of(shared));
    }

    private ManifestWorld(Optional<Bucket> bucket) {
        this.bucket = bucket;
        try {
            folder = Files.createTempDirectory("manifests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = new TempFileBlobStore(folder);
        pull = freshlyStarted();
    }

    /** As after a restart: what is on disk and in the index stays, what was in memory goes. */
    void restart() {
        index.forgetMemory();
        pull = freshlyStarted();
    }

    private ManifestPull freshlyStarted() {
        ManifestMemories memories = new ManifestMemories(
                new ExpiringMemory<>(Duration.ofDays(365), time),
                new ExpiringMemory<>(Duration.ofSeconds(10), time),
                new ExpiringMemory<>(Duration.ofSeconds(30), time));
        FreshnessPolicy policy = new FreshnessPolicy(TTL, MAX_STALE);
        Outbox outbox = new Outbox(owed, time);
        PullPorts ports = new PullPorts(
                store,
                index.blobs(),
                index.links(),
                index.tags(),
                bucket.isPresent() ? new OwedRecords(records, outbox) : records);
        Recall recall = bucket.<Recall>map(shared -> new BucketRecall(shared, ports, outbox))
                .orElse(Recall.NOTHING);
        return new ManifestPull(
                ports,
                new ManifestOrigin(source, new LineReader(), this::inBackground, recall),
                memories,
                upstream -> policy,
                time,
                observer);
    }

    /** Records that have settled, that is; blobs are not registered as owed here. */
    void sendWhatIsOwed() {
        time.advance(Duration.ofSeconds(5));
        Uploader uploader = new Uploader(
                new Uploader.Means(bucket.orElseThrow(), store, records, owed),
                UploadLimits.DEFAULT,
                new Uploader.Driving(time, () -> 1.0, Pace.FULL, () -> true),
                UploadObserver.NOOP);
        while (uploader.step()) {
            // One after the other.
        }
    }

    ManifestAnswer get(Reference reference) {
        return pull.pull(reference, Deadline.after(Duration.ofSeconds(20)));
    }

    /** Serves it under the tag and has a client fetch it. */
    Manifest known(Reference.ByTag tag, String body) {
        Manifest manifest = serve(tag, body);
        assertThat(get(tag)).isInstanceOf(ManifestAnswer.Fresh.class);
        return manifest;
    }

    Manifest serve(Reference.ByTag tag, String body) {
        Manifest manifest = ScriptedManifests.manifest(MEDIA_TYPE, body);
        source.serve(tag.repository(), tag.tag(), manifest);
        return manifest;
    }

    /** Turns a bit of a file on disk. */
    void rot(Manifest manifest) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(
                            path -> path.toString().endsWith(manifest.digest().hex()))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[0]++;
            Files.write(file, bytes);
        }
    }

    TagEntry entry(Reference.ByTag tag) {
        return Bytes.found(index.tags().find(tag));
    }

    private void inBackground(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("shutting down");
        }
        background.add(task);
    }

    void rejectBackground() {
        rejecting = true;
    }

    int inBackground() {
        return background.size();
    }

    void runBackground() {
        Runnable next = background.poll();
        while (next != null) {
            next.run();
            next = background.poll();
        }
    }

    /** What was asked upstream after the first {@code already} questions. */
    List<String> askedSince(int already) {
        List<String> all = source.asked();
        return all.subList(already, all.size());
    }

    static Reference.ByTag tag(String tag) {
        return new Reference.ByTag(ALPINE, tag);
    }

    static Reference.ByDigest named(Repository repository, Manifest manifest) {
        return new Reference.ByDigest(repository, manifest.digest());
    }

    static void assertFresh(ManifestAnswer answer, Manifest manifest, ManifestAnswer.How how) {
        assertThat(answer).isInstanceOfSatisfying(ManifestAnswer.Fresh.class, fresh -> {
            assertSame(fresh.manifest(), manifest);
            assertThat(fresh.how()).isEqualTo(how);
        });
    }

    static void assertStale(ManifestAnswer answer, Manifest manifest, Duration age) {
        assertThat(answer).isInstanceOfSatisfying(ManifestAnswer.Stale.class, stale -> {
            assertSame(stale.manifest(), manifest);
            assertThat(stale.age()).isEqualTo(age);
        });
    }

    private static void assertSame(Manifest actual, Manifest expected) {
        assertThat(actual.digest()).isEqualTo(expected.digest());
        assertThat(actual.mediaType()).isEqualTo(expected.mediaType());
        assertThat(actual.body()).isEqualTo(expected.body());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        threads.close();
        assertThat(store.openFiles()).as("open files").isZero();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
