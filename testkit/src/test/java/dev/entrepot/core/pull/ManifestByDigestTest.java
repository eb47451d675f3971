package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.ALPINE;
import static dev.entrepot.core.pull.ManifestWorld.MEDIA_TYPE;
import static dev.entrepot.core.pull.ManifestWorld.OTHER;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static dev.entrepot.core.pull.ManifestWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.ScriptedManifests;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManifestByDigestTest {

    private static final ManifestAnswer NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND);

    @RegisterExtension
    private final ManifestWorld world = new ManifestWorld();

    private final Digest layer = Digest.sha256(new byte[] {1});
    private final Digest child = Digest.sha256(new byte[] {2});
    private final Manifest manifest = ScriptedManifests.manifest(
            "application/vnd.Strange+json; charset=utf-8",
            "blob " + layer + " 17\nmanifest " + child + " 18\n{ } \r\n");
    private final Reference.ByDigest reference = named(ALPINE, manifest);

    @Test
    void aManifestIsFetchedOnceAndKeptByteForByte() {
        world.source.serve(ALPINE, manifest);

        assertFresh(world.get(reference), manifest, How.FETCHED);
        assertFresh(world.get(reference), manifest, How.HIT);

        assertThat(world.source.asked()).containsExactly("get " + reference);
    }

    @Test
    void aFetchedManifestIsReadyOnTheLoop() {
        world.source.serve(ALPINE, manifest);
        assertThat(world.pull.ready(reference)).isEmpty();
        world.get(reference);
        world.index.clearOperations();

        assertThat(world.pull.ready(reference)).hasValueSatisfying(ready -> assertFresh(ready, manifest, How.HIT));
        assertThat(world.index.operations()).isEmpty();
    }

    @Test
    void afterARestartItComesFromDiskUnderItsOwnMediaType() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.restart();

        assertFresh(world.get(reference), manifest, How.HIT);

        assertThat(world.source.asked()).hasSize(1);
    }

    @Test
    void aRottenFileIsNotServedButFetchedAgain() throws Exception {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.restart();
        world.rot(manifest);

        assertFresh(world.get(reference), manifest, How.FETCHED);

        assertThat(world.source.asked()).containsExactly("get " + reference, "get " + reference);
        assertThat(world.store.quarantined()).containsOnlyKeys(manifest.digest());
    }

    @Test
    void anotherRepositoryProvesItWithOneHead() {
        world.source.serve(ALPINE, manifest);
        world.source.serve(OTHER, manifest);
        world.get(reference);

        assertFresh(world.get(named(OTHER, manifest)), manifest, How.REVALIDATED);
        assertFresh(world.get(named(OTHER, manifest)), manifest, How.HIT);

        assertThat(world.source.asked()).containsExactly("get " + reference, "head " + named(OTHER, manifest));
    }

    @Test
    void anotherRepositoryThatDoesNotHaveItIsToldNothing() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);

        assertThat(world.get(named(OTHER, manifest))).isEqualTo(NOT_FOUND);
        assertThat(world.pull.ready(named(OTHER, manifest))).isEmpty();
    }

    @Test
    void anotherRepositoryThatCannotBeAskedIsUnavailable() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.source.goDown(new IOException("down"));

        assertThat(world.get(named(OTHER, manifest))).isInstanceOf(ManifestAnswer.Unavailable.class);
        assertFresh(world.get(reference), manifest, How.HIT);
    }

    @Test
    void aRefusalIsRememberedBrieflyForThatReferenceAlone() {
        assertThat(world.get(reference)).isEqualTo(NOT_FOUND);
        world.source.serve(ALPINE, manifest);
        world.source.serve(OTHER, manifest);
        world.time.advance(Duration.ofSeconds(9));

        assertThat(world.get(reference)).isEqualTo(NOT_FOUND);
        assertFresh(world.get(named(OTHER, manifest)), manifest, How.FETCHED);

        world.time.advance(Duration.ofSeconds(1));
        assertFresh(world.get(reference), manifest, How.REVALIDATED);
    }

    @Test
    void whatCannotBeAskedIsNotRemembered() {
        world.source.goDown(new IOException("down"));
        assertThat(world.get(reference)).isInstanceOf(ManifestAnswer.Unavailable.class);
        world.source.comeBack();
        world.source.serve(ALPINE, manifest);

        assertFresh(world.get(reference), manifest, How.FETCHED);
    }

    @Test
    void whatItNamesIsClaimedAndNotProven() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);

        assertThat(Bytes.found(world.index.links().find(ALPINE, layer)))
                .isEqualTo(Link.claimedBlob(17, manifest.digest()));
        assertThat(Bytes.found(world.index.links().find(ALPINE, child)))
                .isEqualTo(Link.claimedManifest(18, LineReader.CHILD_TYPE, manifest.digest()));
        assertThat(Bytes.found(world.index.links().find(ALPINE, manifest.digest()))
                        .isProven())
                .isTrue();
        assertThat(world.index.links().find(OTHER, layer)).isEqualTo(Lookup.absent());
    }

    @Test
    void fetchedAgainItsRecordForgetsNothingThatWasProven() throws Exception {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.records.proveChild(ALPINE, manifest.digest(), layer, true);
        world.store.delete(manifest.digest());
        world.restart();

        assertFresh(world.get(reference), manifest, How.FETCHED);

        assertThat(Bytes.found(world.records.link(ALPINE, layer)).isProven()).isTrue();
    }

    @Test
    void aDiskThatRefusesItDoesNotKeepItFromBeingServed() {
        world.source.serve(ALPINE, manifest);
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        assertFresh(world.get(reference), manifest, How.FETCHED);
        assertFresh(world.get(reference), manifest, How.HIT);

        assertThat(world.source.asked()).hasSize(1);
    }

    @Test
    void aDiskThatCannotBeReadMeansAskingUpstream() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.restart();
        world.store.fail(Operation.FIND, new IOException("disk failing"));

        assertFresh(world.get(reference), manifest, How.FETCHED);
    }

    @Test
    void withTheIndexDownTheRecordFileTellsRepositoryAndMediaType() {
        world.source.serve(ALPINE, manifest);
        world.get(reference);
        world.restart();
        world.index.failWith(new IOException("down"));

        assertFresh(world.get(reference), manifest, How.HIT);

        assertThat(world.source.asked()).hasSize(1);
    }

    @Test
    void aManifestOfNoKnownShapeIsServedAllTheSame() {
        Manifest odd = ScriptedManifests.manifest(MEDIA_TYPE, "\u0000 odd");
        world.source.serve(ALPINE, odd);

        assertFresh(world.get(named(ALPINE, odd)), odd, How.FETCHED);
    }

    @Test
    void fiftyAtOnceCostOneQuestion() throws Exception {
        Gate answer = new Gate();
        world.source.serve(ALPINE, manifest);
        world.source.holdAnswersAt(answer);

        List<Future<ManifestAnswer>> clients = world.threads.start(50, () -> world.get(reference));
        answer.awaitArrival();
        answer.open();

        assertThat(Threads.await(clients)).hasSize(50).allMatch(ManifestAnswer.Fresh.class::isInstance);
        assertThat(world.source.asked()).containsExactly("get " + reference);
    }
}
