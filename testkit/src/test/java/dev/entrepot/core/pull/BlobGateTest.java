package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.MANIFEST;
import static dev.entrepot.core.pull.BlobWorld.OTHER;
import static dev.entrepot.core.pull.BlobWorld.probe;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ExpiringMemory;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A digest is not a permission. */
class BlobGateTest {

    private static final BlobAnswer NOT_FOUND = new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND);

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(1000);

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1"})
    void aHeldPrivateBlobIsNotShownThroughARepositoryThatDoesNotHaveIt(@Nullable String range) {
        Digest digest = world.hold(content, false);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.get(OTHER, digest, range)).isEqualTo(NOT_FOUND);

        assertThat(world.source.opened()).containsExactly(probe(OTHER, digest));
    }

    @Test
    void aHeadTellsNothingOfAPrivateBlobOfAnotherRepository() {
        Digest digest = world.hold(content, false);
        world.prove(ALPINE, digest, content.length);

        assertThat(world.head(OTHER, digest)).isEqualTo(NOT_FOUND);

        assertThat(world.source.opened()).containsExactly(probe(OTHER, digest));
    }

    @Test
    void aHeldPrivateBlobIsServedOnceTheUpstreamSaidSoThroughThatRepository() throws Exception {
        Digest digest = world.hold(content, false);
        world.source.serve(content).needingCredentials();

        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();
        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(probe(OTHER, digest));
    }

    @Test
    void aHeldPrivateBlobIsUnavailableWhileTheUpstreamCannotBeAsked() {
        Digest digest = world.hold(content, false);
        world.claim(OTHER, digest, content.length);
        world.source.goDown(new IOException("down"));

        assertThat(world.get(OTHER, digest))
                .isInstanceOfSatisfying(
                        BlobAnswer.Unavailable.class,
                        down -> assertThat(down.missing()).containsExactly(Dependency.UPSTREAM));
    }

    @Test
    void aDenialIsPassedOn() {
        Digest digest = world.hold(content, false);
        world.claim(OTHER, digest, content.length);
        world.source.deny(digest);

        assertThat(world.get(OTHER, digest)).isEqualTo(new BlobAnswer.Unknown(Lookup.Refusal.DENIED));
    }

    @Test
    void aHeldPublicBlobNeedsNoMoreThanAClaim() throws Exception {
        Digest digest = world.hold(content, true);
        world.claim(OTHER, digest, content.length);

        assertThat(world.pull.ready(BlobWorld.request(OTHER, digest, null)))
                .hasValueSatisfying(
                        ready -> assertThat(read(ready).isWhole(content)).isTrue());
        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).isEmpty();
    }

    @Test
    void aHeldPublicBlobNeedsAtLeastAClaim() {
        Digest digest = world.hold(content, true);

        assertThat(world.pull.ready(BlobWorld.request(OTHER, digest, null))).isEmpty();
        assertThat(world.get(OTHER, digest)).isEqualTo(NOT_FOUND);
        assertThat(world.source.opened()).containsExactly(probe(OTHER, digest));
    }

    @Test
    void aClaimOnAPrivateBlobCostsOneProbe() throws Exception {
        Digest digest = world.hold(content, false);
        world.claim(OTHER, digest, content.length);
        world.source.serve(content).needingCredentials();

        assertThat(world.pull.ready(BlobWorld.request(OTHER, digest, null))).isEmpty();
        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();
        assertThat(world.pulled(OTHER, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(probe(OTHER, digest));
    }

    @Test
    void aProbeWithoutCredentialsMakesAHeldBlobPublic() throws Exception {
        Digest digest = world.hold(content, false);
        world.source.serve(content);

        world.pulled(OTHER, digest);

        assertThat(world.index.blobs().find(digest)).isEqualTo(Lookup.found(new BlobRecord(content.length, true)));
    }

    @Test
    void aClaimOnAPrivateBlobIsNeverReadyOnTheLoop() {
        Digest digest = world.hold(content, false);
        world.claim(OTHER, digest, content.length);

        assertThat(world.pull.ready(BlobWorld.request(OTHER, digest, null))).isEmpty();
    }

    @Test
    void aPrivateDownloadIsNotJoinedBeforeTheUpstreamSaidSo() throws Exception {
        Gate body = new Gate();
        Digest digest = arrivingThroughAlpine(body, false);
        BlobAnswer leader = world.get(ALPINE, digest);

        assertThat(world.get(OTHER, digest)).isEqualTo(NOT_FOUND);
        assertThat(world.head(OTHER, digest)).isEqualTo(NOT_FOUND);

        body.open();
        assertThat(Received.all(leader).isWhole(content)).isTrue();
        assertThat(world.source.opened())
                .containsExactly(whole(ALPINE, digest), probe(OTHER, digest), probe(OTHER, digest));
    }

    @Test
    void aClaimIsNotEnoughToJoinAPrivateDownload() throws Exception {
        Gate body = new Gate();
        Digest digest = arrivingThroughAlpine(body, false);
        world.claim(OTHER, digest, content.length);
        BlobAnswer leader = world.get(ALPINE, digest);

        assertThat(world.get(OTHER, digest)).isEqualTo(NOT_FOUND);

        body.open();
        assertThat(Received.all(leader).isWhole(content)).isTrue();
    }

    @Test
    void aClaimIsEnoughToJoinAPublicDownload() throws Exception {
        Gate body = new Gate();
        Digest digest = arrivingThroughAlpine(body, true);
        world.claim(OTHER, digest, content.length);
        BlobAnswer leader = world.get(ALPINE, digest);
        BlobAnswer joiner = world.get(OTHER, digest);

        body.open();
        assertThat(Received.all(leader).isWhole(content)).isTrue();
        assertThat(Received.all(joiner).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aRepositoryTheUpstreamConfirmsJoinsAfterAProbe() throws Exception {
        Gate body = new Gate();
        Digest digest = world.source
                .serve(content)
                .needingCredentials()
                .holdingBodyAt(10, body)
                .digest();
        BlobAnswer leader = world.get(ALPINE, digest);
        BlobAnswer joiner = world.get(OTHER, digest);

        body.open();
        assertThat(Received.all(leader).isWhole(content)).isTrue();
        assertThat(Received.all(joiner).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest), probe(OTHER, digest));
    }

    /** Older containerd takes a 200 for the image's media type and poisons its store. */
    @Test
    void theDigestOfAManifestIsUnknownAsABlob() {
        Digest digest = world.hold(content, true);
        world.index.links().prove(ALPINE, digest, Link.provenManifest(content.length, "application/json"));

        assertThat(world.pull.ready(BlobWorld.request(ALPINE, digest, null))).isEmpty();
        assertThat(world.get(ALPINE, digest)).isEqualTo(NOT_FOUND);
        assertThat(world.head(ALPINE, digest)).isEqualTo(NOT_FOUND);
        assertThat(world.source.opened()).isEmpty();
    }

    @Test
    void withTheIndexDownTheRecordFilesAdmitWhatTheyProve() throws Exception {
        Digest digest = world.hold(content, false);
        record(digest, true);
        world.index.failWith(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).isEmpty();
    }

    @Test
    void withTheIndexDownWhatTheRecordFilesOnlyClaimIsProbed() throws Exception {
        Digest digest = world.hold(content, true);
        record(digest, false);
        world.source.serve(content);
        world.index.failWith(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(probe(ALPINE, digest));
    }

    @Test
    void withIndexAndRecordsDownEverythingIsProbed() throws Exception {
        Digest digest = world.hold(content, true);
        record(digest, true);
        world.source.serve(content);
        world.index.failWith(new IOException("down"));
        world.records.fail(new IOException("down"));

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(probe(ALPINE, digest));
    }

    @Test
    void aProofIsNotedInTheRecordOfTheManifestThatNamesTheBlob() throws Exception {
        Digest digest = world.source.serve(content).digest();
        record(digest, false);
        world.index.links().claim(ALPINE, Map.of(digest, Link.claimedBlob(content.length, MANIFEST)));

        world.pulled(ALPINE, digest);

        assertThat(Bytes.found(world.records.link(ALPINE, digest)).isProven()).isTrue();
    }

    private Digest arrivingThroughAlpine(Gate body, boolean isPublic) {
        var script = world.source.serve(content).onlyIn(ALPINE).holdingBodyAt(10, body);
        return (isPublic ? script : script.needingCredentials()).digest();
    }

    private void record(Digest blob, boolean proven) throws IOException {
        Descriptor layer = new Descriptor("application/vnd.oci.image.layer.v1.tar", blob, content.length);
        ManifestRecord.Child child = new ManifestRecord.Child(layer, Link.Role.BLOB, proven, false);
        world.records.putManifest(ALPINE, MANIFEST, new ManifestRecord("application/json", 1, false, List.of(child)));
    }

    private static Received read(BlobAnswer answer) {
        try {
            return Received.all(answer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasProvenSinceTheGateWasAskedIsNotProbed() throws Exception {
        Digest digest = world.hold(content, false);
        PullPorts ports = world.ports();
        dev.entrepot.core.pull.Gate gate = new dev.entrepot.core.pull.Gate(ports);
        dev.entrepot.core.pull.Gate.Pass before = gate.pass(ALPINE, digest);
        world.prove(ALPINE, digest, content.length);

        Ranges ranges = new Ranges(
                ports.store(),
                new Windows(world.source, PullObserver.NOOP, world.time.nanoTime()),
                world.fills.registrar(),
                new ExpiringMemory<>(Duration.ofMinutes(10), world.time));
        BlobRound round = new BlobRound(
                new BlobRound.Means(
                        gate, ports.store(), world.source, world.fills, ranges, new Suspects(ports.store())),
                BlobWorld.request(ALPINE, digest, null),
                before,
                Deadline.after(Duration.ofSeconds(20)));

        assertThat(read(round.play()).isWhole(content)).isTrue();
        assertThat(world.source.opened()).isEmpty();
    }
}
