package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ExpiringMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What goes and what stays. {@code one} has {@code config} and {@code shared}; {@code two} has {@code own} and {@code
 * shared}; {@code index} has both manifests.
 */
class PurgeTest {

    private static final Repository ELSEWHERE = new Repository("ghcr.io", "org/app");

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final ManifestMemories memories = new ManifestMemories(
            new ExpiringMemory<>(Duration.ofHours(1), world.time),
            new ExpiringMemory<>(Duration.ofHours(1), world.time),
            new ExpiringMemory<>(Duration.ofHours(1), world.time));
    private final Set<Digest> arriving = new HashSet<>();
    private final Set<Repository> listsForgotten = new HashSet<>();
    private final Purge purge =
            new Purge(world.ports(), world.records, memories, listsForgotten::add, arriving::contains);

    private Digest config;
    private Digest shared;
    private Digest own;
    private Digest one;
    private Digest two;
    private Digest index;

    @BeforeEach
    void images() {
        config = world.hold(Bytes.some(10), true);
        shared = world.hold(Bytes.some(1000), true);
        own = world.hold(Bytes.some(200), true);
        one = held("one");
        two = held("two");
        index = held("index");
    }

    private Digest held(String name) {
        return world.hold(name.getBytes(StandardCharsets.UTF_8), true);
    }

    private void manifest(Repository repository, Digest digest, Link.Role role, Digest... children) throws IOException {
        List<ManifestRecord.Child> named = Stream.of(children)
                .map(child -> new ManifestRecord.Child(new Descriptor("a/b", child, 1), role, false, true))
                .toList();
        world.records.putManifest(repository, digest, new ManifestRecord("a/b", 3, true, named));
        world.index.links().prove(repository, digest, Link.provenManifest(3, "a/b"));
        for (Digest child : children) {
            world.index.links().claim(repository, Map.of(child, Link.claimedBlob(1, digest)));
        }
        memories.manifests()
                .put(
                        new Reference.ByDigest(repository, digest),
                        new Manifest(digest, "a/b", ByteBuffer.wrap(new byte[3])));
    }

    private Reference.ByTag tag(Repository repository, String tag, Digest digest) throws IOException {
        Reference.ByTag reference = new Reference.ByTag(repository, tag);
        TagEntry entry = TagEntry.first(digest, Instant.EPOCH);
        world.records.putTag(reference, entry);
        world.index.tags().put(reference, entry);
        return reference;
    }

    private void one(Repository repository) throws IOException {
        manifest(repository, one, Link.Role.BLOB, config, shared);
    }

    private void two(Repository repository) throws IOException {
        manifest(repository, two, Link.Role.BLOB, own, shared);
    }

    private List<Digest> stored() {
        List<Digest> stored = new ArrayList<>();
        for (Digest digest : List.of(config, shared, own, one, two, index)) {
            if (world.isStored(digest)) {
                stored.add(digest);
            }
        }
        return stored;
    }

    private boolean isLinked(Repository repository, Digest digest) {
        return world.index.links().find(repository, digest) instanceof Lookup.Found;
    }

    @Test
    void anImageTakesItsTagItsRecordItsLinksAndItsBlobsAlong() throws Exception {
        one(ALPINE);
        Reference.ByTag latest = tag(ALPINE, "latest", one);

        PurgeReport report = purge.image(latest);

        assertThat(report).isEqualTo(new PurgeReport(1, 1, 3, 1013, List.of()));
        assertThat(stored()).containsExactly(own, two, index);
        assertThat(world.index.tags().find(latest)).isEqualTo(Lookup.absent());
        assertThat(world.records.tag(latest)).isEqualTo(Lookup.absent());
        assertThat(world.records.manifest(ALPINE, one)).isEqualTo(Lookup.absent());
        assertThat(isLinked(ALPINE, one)).isFalse();
        assertThat(isLinked(ALPINE, config)).isFalse();
        assertThat(world.index.blobs().find(config)).isEqualTo(Lookup.absent());
    }

    @Test
    void aPurgedManifestIsGoneFromMemoryToo() throws Exception {
        one(ALPINE);

        purge.image(tag(ALPINE, "latest", one));

        assertThat(memories.manifests().get(new Reference.ByDigest(ALPINE, one)))
                .isEmpty();
    }

    @Test
    void aRefusalIsForgottenAsWell() {
        Reference.ByTag missing = new Reference.ByTag(ALPINE, "missing");
        memories.refused().put(missing, Lookup.Refusal.NOT_FOUND);

        purge.image(missing);

        assertThat(memories.refused().get(missing)).isEmpty();
    }

    @Test
    void whatAnotherImageOfTheRepositoryNamesStays() throws Exception {
        one(ALPINE);
        two(ALPINE);
        tag(ALPINE, "2", two);

        purge.image(tag(ALPINE, "1", one));

        assertThat(stored()).containsExactly(shared, own, two, index);
        assertThat(isLinked(ALPINE, shared)).isTrue();
    }

    @Test
    void whatAnotherRepositoryNamesStaysButIsNoLongerLinkedHere() throws Exception {
        one(ALPINE);
        two(ELSEWHERE);

        purge.image(tag(ALPINE, "1", one));

        assertThat(stored()).containsExactly(shared, own, two, index);
        assertThat(isLinked(ALPINE, shared)).isFalse();
        assertThat(isLinked(ELSEWHERE, shared)).isTrue();
    }

    @Test
    void aManifestThatAnotherTagNamesStays() throws Exception {
        one(ALPINE);
        tag(ALPINE, "3", one);

        PurgeReport report = purge.image(tag(ALPINE, "latest", one));

        assertThat(report).isEqualTo(new PurgeReport(1, 0, 0, 0, List.of()));
        assertThat(isLinked(ALPINE, one)).isTrue();
    }

    @Test
    void anIndexTakesTheImagesItNamesAlong() throws Exception {
        one(ALPINE);
        two(ALPINE);
        manifest(ALPINE, index, Link.Role.MANIFEST, one, two);

        PurgeReport report = purge.image(tag(ALPINE, "latest", index));

        assertThat(report.manifests()).isEqualTo(3);
        assertThat(stored()).isEmpty();
    }

    @Test
    void anImageByDigestTakesTheTagsThatNameItAlong() throws Exception {
        one(ALPINE);
        Reference.ByTag latest = tag(ALPINE, "latest", one);

        PurgeReport report = purge.image(new Reference.ByDigest(ALPINE, one));

        assertThat(report.tags()).isOne();
        assertThat(world.index.tags().find(latest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aRepositoryGoesWithAllItsImagesAndNoOther() throws Exception {
        one(ALPINE);
        tag(ALPINE, "1", one);
        two(OTHER);

        PurgeReport report = purge.repository(ALPINE);

        assertThat(report).isEqualTo(new PurgeReport(1, 1, 2, 13, List.of()));
        assertThat(world.records.manifest(OTHER, two)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void thatATagIsGoneIsPurgedAsWellAndCountsForNoTag() throws Exception {
        world.records.putTag(new Reference.ByTag(ALPINE, "1"), new GoneTag(Instant.EPOCH));

        PurgeReport report = purge.repository(ALPINE);

        assertThat(report).isEqualTo(new PurgeReport(0, 0, 0, 0, List.of()));
        assertThat(world.records.repositories()).isEmpty();
    }

    @Test
    void anUpstreamGoesWithAllItsRepositoriesAndNoOther() throws Exception {
        one(ALPINE);
        tag(OTHER, "1", one);
        two(ELSEWHERE);

        PurgeReport report = purge.upstream("docker.io");

        assertThat(report.tags()).isOne();
        assertThat(stored()).containsExactly(shared, own, two, index);
        assertThat(world.records.repositories()).containsExactly(ELSEWHERE);
    }

    @Test
    void aDigestLosesItsBytesAndKeepsThePermission() throws Exception {
        one(ALPINE);

        PurgeReport report = purge.digest(shared);

        assertThat(report).isEqualTo(new PurgeReport(0, 0, 1, 1000, List.of()));
        assertThat(world.isStored(shared)).isFalse();
        assertThat(world.index.blobs().find(shared)).isEqualTo(Lookup.absent());
        assertThat(isLinked(ALPINE, shared)).isTrue();
    }

    @Test
    void theDigestOfAManifestIsForgottenInEveryRepository() throws Exception {
        one(ALPINE);
        one(ELSEWHERE);

        PurgeReport report = purge.digest(one);

        assertThat(report.manifests()).isEqualTo(2);
        assertThat(isLinked(ALPINE, one)).isFalse();
        assertThat(isLinked(ELSEWHERE, one)).isFalse();
        assertThat(memories.manifests().get(new Reference.ByDigest(ELSEWHERE, one)))
                .isEmpty();
        assertThat(stored()).doesNotContain(one).contains(shared);
    }

    @Test
    void aBlobThatSomebodyReadsStaysReadable() throws Exception {
        one(ALPINE);
        try (LocalBlob lease = Bytes.found(world.store.find(shared))) {
            purge.digest(shared);

            ByteBuffer content = ByteBuffer.allocate(1000);
            lease.channel().read(content, 0);
            assertThat(content.array()).isEqualTo(Bytes.some(1000));
        }
    }

    @Test
    void purgingWhatIsNotThereIsNoProblem() {
        assertThat(purge.image(new Reference.ByTag(ALPINE, "none"))).isEqualTo(new PurgeReport(0, 0, 0, 0, List.of()));
        assertThat(purge.digest(Digest.sha256(new byte[] {1}))).isEqualTo(new PurgeReport(0, 0, 0, 0, List.of()));
    }

    @Test
    void anIndexThatIsDownIsSaidAndTheRecordsGoAllTheSame() throws Exception {
        one(ALPINE);
        Reference.ByTag latest = tag(ALPINE, "latest", one);
        world.index.failWith(new IOException("gone"));

        PurgeReport report = purge.image(latest);

        assertThat(report.isComplete()).isFalse();
        assertThat(world.records.manifest(ALPINE, one)).isEqualTo(Lookup.absent());
    }

    @Test
    void noBlobIsDeletedWhileARecordThatMayNameItCannotBeRead() throws Exception {
        one(ALPINE);
        Reference.ByTag latest = tag(ALPINE, "latest", one);
        world.records.fail(new IOException("disk"));

        PurgeReport report = purge.image(latest);

        assertThat(report.isComplete()).isFalse();
        assertThat(world.index.blobs().find(config)).isEqualTo(Lookup.found(new BlobRecord(10, true)));
        world.records.recover();
        assertThat(stored()).hasSize(6);
    }

    @Test
    void listsOfARepositoryOfWhichSomethingIsForgottenAreForgottenToo() {
        purge.repository(ALPINE);

        assertThat(listsForgotten).containsExactly(ALPINE);
    }

    @Test
    void whatIsArrivingIsSaidToComeAllTheSame() {
        Digest digest = Digest.sha256(new byte[] {7});
        arriving.add(digest);

        assertThat(purge.digest(digest).problems())
                .containsExactly(digest + " is arriving just now; purge it again when it is here");
    }
}
