package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes and what stays of images, repositories and upstreams. */
class PurgeTest extends HeldImages {

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
}
