package dev.entrepot.core.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.InMemoryRecords;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinsTest {

    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Reference.ByTag LATEST = new Reference.ByTag(ALPINE, "latest");
    private static final Digest INDEX = digest("index");
    private static final Digest AMD64 = digest("amd64");
    private static final Digest ARM64 = digest("arm64");
    private static final Digest LAYER = digest("layer");
    private static final Digest NEWER = digest("newer");

    private final ManualTime time = new ManualTime();
    private final InMemoryRecords disk = new InMemoryRecords();
    private final Files files = new Files();
    private final TempFileBlobStore store;
    private final Pins pins;
    private final RepositoryRecords records;

    PinsTest(@TempDir Path folder) {
        store = new TempFileBlobStore(folder);
        pins = newPins();
        records = new FollowedRecords(disk, pins);
    }

    private Pins newPins() {
        return new Pins(files, disk, new UnrecordedManifests(store, PinsTest::lines), time);
    }

    /** A digest in each line. */
    private static List<ManifestRecord.Child> lines(Manifest manifest) {
        return StandardCharsets.UTF_8
                .decode(manifest.body().duplicate())
                .toString()
                .lines()
                .map(line -> new ManifestRecord.Child(
                        new Descriptor("type", Digest.parse(line), 100), Link.Role.BLOB, false, false))
                .toList();
    }

    /** Pins that stay where they were put. */
    private static final class Files implements PinRecords {

        private Runnable afterPut = () -> {};

        final Map<Reference, Pin> written = new LinkedHashMap<>();

        @Override
        public List<Pin> all() {
            return List.copyOf(written.values());
        }

        @Override
        public void put(Pin pin) {
            written.put(pin.reference(), pin);
            afterPut.run();
        }

        @Override
        public void remove(Reference reference) {
            written.remove(reference);
        }
    }

    @BeforeEach
    void load() {
        pins.load();
    }

    private static Digest digest(String content) {
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    private void manifest(Digest digest, Link.Role role, Digest... children) throws IOException {
        List<ManifestRecord.Child> named = Arrays.stream(children)
                .map(child -> new ManifestRecord.Child(new Descriptor("type", child, 100), role, false, false))
                .toList();
        records.putManifest(ALPINE, digest, new ManifestRecord("type", 10, true, named));
    }

    private void tag(Digest digest) throws IOException {
        records.putTag(LATEST, TagEntry.first(digest, time.instant()));
    }

    private void pullImage() throws IOException {
        manifest(AMD64, Link.Role.BLOB, LAYER);
        tag(AMD64);
    }

    @Test
    void everythingOfAPinnedImageIsPinned() throws IOException {
        pullImage();
        pins.pin(LATEST);

        assertThat(pins.isPinned(AMD64)).isTrue();
        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(pins.isPinned(NEWER)).isFalse();
        assertThat(pins.bytes()).isEqualTo(110);
    }

    @Test
    void whatWasNeverPulledIsPinnedFromThePullOn() throws IOException {
        pins.pin(LATEST);
        assertThat(pins.isPinned(LAYER)).isFalse();
        pullImage();

        assertThat(pins.isPinned(LAYER)).isTrue();
    }

    @Test
    void aPinFollowsItsTag() throws IOException {
        pullImage();
        pins.pin(LATEST);
        manifest(NEWER, Link.Role.BLOB);
        tag(NEWER);

        assertThat(pins.isPinned(NEWER)).isTrue();
        assertThat(pins.isPinned(AMD64)).isFalse();
    }

    @Test
    void aPinByDigestFollowsNothing() throws IOException {
        pullImage();
        pins.pin(new Reference.ByDigest(ALPINE, AMD64));
        tag(NEWER);

        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(pins.isPinned(NEWER)).isFalse();
    }

    @Test
    void whatAChildManifestNamesIsPinnedWhenItComes() throws IOException {
        manifest(INDEX, Link.Role.MANIFEST, AMD64, ARM64);
        tag(INDEX);
        pins.pin(LATEST);
        assertThat(pins.isPinned(ARM64)).isTrue();
        assertThat(pins.isPinned(LAYER)).isFalse();
        manifest(AMD64, Link.Role.BLOB, LAYER);

        assertThat(pins.isPinned(LAYER)).isTrue();
    }

    @Test
    void aTagThatTheUpstreamTookAwayLeavesItsImagePinned() throws IOException {
        pullImage();
        pins.pin(LATEST);
        records.removeTag(LATEST);
        Pins restarted = newPins();
        restarted.load();

        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(restarted.isPinned(LAYER)).isTrue();
    }

    @Test
    void pinsOutliveARestart() throws IOException {
        pullImage();
        pins.pin(LATEST);
        Pins restarted = newPins();
        restarted.load();

        assertThat(restarted.list()).isEqualTo(pins.list());
        assertThat(restarted.isPinned(NEWER)).isFalse();
    }

    @Test
    void untilItIsKnownWhatIsPinnedEverythingIs() {
        assertThat(newPins().isPinned(NEWER)).isTrue();
    }

    @Test
    void unpinningLetsGoWhatNoOtherPinHolds() throws IOException {
        pullImage();
        manifest(NEWER, Link.Role.BLOB, LAYER);
        pins.pin(LATEST);
        pins.pin(new Reference.ByDigest(ALPINE, NEWER));

        assertThat(pins.unpin(LATEST)).isTrue();
        assertThat(pins.unpin(LATEST)).isFalse();
        assertThat(pins.isPinned(AMD64)).isFalse();
        assertThat(pins.isPinned(LAYER)).isTrue();
    }

    @Test
    void whatTwoImagesShareCountsOnce() throws IOException {
        pullImage();
        manifest(NEWER, Link.Role.BLOB, LAYER);
        pins.pin(LATEST);
        pins.pin(new Reference.ByDigest(ALPINE, NEWER));

        assertThat(pins.bytes()).isEqualTo(120);
    }

    @Test
    void anImageThatNamesItselfIsReadOnce() throws IOException {
        manifest(INDEX, Link.Role.MANIFEST, INDEX);
        tag(INDEX);

        assertThat(pins.pin(LATEST).blobs()).containsOnlyKeys(INDEX);
    }

    @Test
    void whileARecordCannotBeReadEverythingCountsAsPinned() throws IOException {
        pullImage();
        pins.pin(new Reference.ByDigest(ALPINE, AMD64));
        disk.fail(new IOException("Input/output error"));
        pins.manifestCame(ALPINE, AMD64);
        pins.load();

        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(pins.isPinned(NEWER)).isTrue();

        disk.recover();
        pins.load();

        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(pins.isPinned(NEWER)).isFalse();
    }

    @Test
    void aTagWhoseRecordCannotBeReadIsNotOneThatWasNeverPulled() {
        disk.fail(new IOException("Input/output error"));

        assertThatThrownBy(() -> pins.named(LATEST)).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> pins.pin(LATEST)).hasMessageContaining("cannot be read");
    }

    @Test
    void aPinWhoseImageCouldNotBeReadToTheEndIsReadAgain() throws IOException {
        pullImage();
        files.afterPut = () -> disk.fail(new IOException("Input/output error"));
        assertThatThrownBy(() -> pins.pin(LATEST)).hasMessageContaining("cannot be read");
        files.afterPut = () -> {};
        disk.recover();

        assertThat(pins.pin(LATEST).blobs()).containsKey(LAYER);

        pins.load();
        assertThat(pins.isPinned(LAYER)).isTrue();
        assertThat(pins.isPinned(NEWER)).isFalse();
    }

    private void pullAnew(RepositoryRecords following) {
        try {
            following.putManifest(ALPINE, NEWER, new ManifestRecord("type", 10, true, List.of()));
            following.putTag(LATEST, TagEntry.first(NEWER, time.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatComesWhileThePinsAreReadIsPinnedToo() throws IOException {
        pullImage();
        pins.pin(LATEST);
        Pins restarted = newPins();
        disk.afterNextTagRead(() -> pullAnew(new FollowedRecords(disk, restarted)));

        restarted.load();

        assertThat(restarted.isPinned(NEWER)).isTrue();
    }

    /** Blobs are forced to the disk, records are not. */
    @Test
    void afterAPowerCutThatTookTheRecordTheManifestItselfSaysWhatIsPinned() throws IOException {
        byte[] manifest = LAYER.toString().getBytes(StandardCharsets.UTF_8);
        Digest held = Digest.sha256(manifest);
        store.put(held, ByteBuffer.wrap(manifest));
        pins.pin(new Reference.ByDigest(ALPINE, held));

        Pins restarted = newPins();
        restarted.load();

        assertThat(restarted.isPinned(LAYER)).isTrue();
        assertThat(restarted.isPinned(NEWER)).isFalse();
    }
}
