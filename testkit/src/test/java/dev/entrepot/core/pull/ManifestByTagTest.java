package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.ALPINE;
import static dev.entrepot.core.pull.ManifestWorld.TTL;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static dev.entrepot.core.pull.ManifestWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.testkit.blob.Gate;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags while the upstream answers. */
class ManifestByTagTest {

    private static final ManifestAnswer NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND);

    @RegisterExtension
    private final ManifestWorld world = new ManifestWorld();

    private final Reference.ByTag tag = ManifestWorld.tag("3");

    @Test
    void aNewTagCostsOneGet() {
        Manifest manifest = world.serve(tag, "one");

        assertFresh(world.get(tag), manifest, How.FETCHED);

        assertThat(world.source.asked()).containsExactly("get " + tag);
        assertThat(world.entry(tag)).isEqualTo(TagEntry.first(manifest.digest(), world.time.instant()));
        assertThat(world.records.tag(tag)).isEqualTo(Lookup.found(world.entry(tag)));
    }

    @Test
    void withinItsTimeATagCostsNothing() {
        Manifest manifest = world.known(tag, "one");
        world.time.advance(TTL.minusNanos(1));

        assertFresh(world.get(tag), manifest, How.HIT);
        assertThat(world.pull.ready(tag)).hasValueSatisfying(ready -> assertFresh(ready, manifest, How.HIT));

        assertThat(world.source.asked()).hasSize(1);
    }

    /** Who signs an image moves such a tag, and clients look for the signature before there is one (protocol.md, case 22). */
    @ParameterizedTest
    @ValueSource(strings = {"", ".sig", ".att", ".sbom"})
    void aTagOfWhatIsAttachedToAnImageIsCheckedAfterAMinute(String ending) {
        Reference.ByTag attached = ManifestWorld.tag("sha256-" + "0".repeat(64) + ending);
        Manifest manifest = world.known(attached, "one");
        world.time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertFresh(world.get(attached), manifest, How.HIT);

        world.time.advance(Duration.ofNanos(1));

        assertFresh(world.get(attached), manifest, How.REVALIDATED);
        assertThat(world.source.asked()).containsExactly("get " + attached, "head " + attached);
    }

    @Test
    void aSignatureIsFoundTenSecondsAfterItWasMissed() {
        Reference.ByTag signature = ManifestWorld.tag("sha256-" + "0".repeat(64) + ".sig");
        assertThat(world.get(signature)).isEqualTo(NOT_FOUND);
        Manifest manifest = world.serve(signature, "signed");
        assertThat(world.get(signature)).isEqualTo(NOT_FOUND);

        world.time.advance(Duration.ofSeconds(10));

        assertFresh(world.get(signature), manifest, How.FETCHED);
    }

    @Test
    void pastItsTimeATagCostsOneHead() {
        Manifest manifest = world.known(tag, "one");
        world.time.advance(TTL);
        assertThat(world.pull.ready(tag)).isEmpty();

        assertFresh(world.get(tag), manifest, How.REVALIDATED);
        assertFresh(world.get(tag), manifest, How.HIT);

        assertThat(world.askedSince(1)).containsExactly("head " + tag);
        assertThat(world.entry(tag).checked()).isEqualTo(world.time.instant());
    }

    @Test
    void aMovedTagCostsAHeadAndAGetByDigestAndKeepsItsHistory() {
        Manifest before = world.known(tag, "one");
        world.time.advance(TTL);
        Manifest after = world.serve(tag, "two");

        assertFresh(world.get(tag), after, How.FETCHED);

        assertThat(world.askedSince(1)).containsExactly("head " + tag, "get " + named(ALPINE, after));
        assertThat(world.entry(tag).history())
                .extracting(TagEntry.Seen::digest)
                .containsExactly(after.digest(), before.digest());
    }

    @Test
    void aTagMovedToWhatIsHeldCostsAHeadAlone() {
        Manifest first = world.known(tag, "one");
        world.time.advance(TTL);
        world.serve(tag, "two");
        world.get(tag);
        world.time.advance(TTL);
        world.serve(tag, "one");
        int already = world.source.asked().size();

        assertFresh(world.get(tag), first, How.HIT);

        assertThat(world.askedSince(already)).containsExactly("head " + tag);
        assertThat(world.entry(tag).digest()).isEqualTo(first.digest());
    }

    @Test
    void aRegistryThatSendsNoDigestsIsAskedForTheTag() {
        Manifest manifest = world.known(tag, "one");
        world.source.omitDigestsInHeads();
        world.time.advance(TTL);

        assertFresh(world.get(tag), manifest, How.FETCHED);

        assertThat(world.askedSince(1)).containsExactly("head " + tag, "get " + tag);
        assertThat(world.entry(tag).history()).hasSize(1);
        assertThat(world.entry(tag).checked()).isEqualTo(world.time.instant());
    }

    @Test
    void aRegistryThatNamesWhatItDoesNotGiveByDigestIsAskedForTheTag() {
        world.known(tag, "one");
        world.time.advance(TTL);
        Manifest after = world.serve(tag, "two");
        world.source.forget(named(ALPINE, after));

        assertFresh(world.get(tag), after, How.FETCHED);

        assertThat(world.askedSince(1)).containsExactly("head " + tag, "get " + named(ALPINE, after), "get " + tag);
    }

    @Test
    void aTagThatIsGoneIsUnknownRememberedBrieflyAndForgotten() {
        world.known(tag, "one");
        world.time.advance(TTL);
        world.source.forget(tag);

        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);
        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);

        assertThat(world.askedSince(1)).containsExactly("head " + tag);
        assertThat(world.index.tags().find(tag)).isEqualTo(Lookup.absent());
        assertThat(world.records.tag(tag)).isEqualTo(Lookup.absent());
        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.found(new GoneTag(world.time.instant())));
    }

    @Test
    void aTagThatIsGoneIsForgottenAlsoByADiskThatIsFull() {
        world.known(tag, "one");
        world.time.advance(TTL);
        world.source.forget(tag);
        world.records.refuseWrites(new IOException("No space left on device"));

        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);

        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.absent());
        assertThat(world.index.tags().find(tag)).isEqualTo(Lookup.absent());
    }

    @Test
    void aTagPushedAfterA404IsSeenSecondsLater() {
        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);
        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);
        assertThat(world.source.asked()).containsExactly("get " + tag);
        Manifest manifest = world.serve(tag, "one");
        world.time.advance(Duration.ofSeconds(10));

        assertFresh(world.get(tag), manifest, How.FETCHED);
    }

    @Test
    void a404OfOneTagSaysNothingOfAnother() {
        assertThat(world.get(tag)).isEqualTo(NOT_FOUND);

        world.known(ManifestWorld.tag("4"), "one");
    }

    @Test
    void aDenialIsPassedOnAndRememberedBriefly() {
        world.known(tag, "one");
        world.time.advance(TTL);
        world.source.deny(tag);

        assertThat(world.get(tag)).isEqualTo(new ManifestAnswer.Unknown(Lookup.Refusal.DENIED));
        assertThat(world.get(tag)).isEqualTo(new ManifestAnswer.Unknown(Lookup.Refusal.DENIED));

        assertThat(world.askedSince(1)).containsExactly("head " + tag);
    }

    @Test
    void aManifestEvictedWithinTheTimeOfItsTagComesBackByDigest() {
        Manifest manifest = world.known(tag, "one");
        world.store.delete(manifest.digest());
        world.restart();

        assertFresh(world.get(tag), manifest, How.FETCHED);

        assertThat(world.askedSince(1)).containsExactly("get " + named(ALPINE, manifest));
    }

    @Test
    void anEvictedManifestThatIsGoneUpstreamMeansTheTagHasMoved() {
        Manifest before = world.known(tag, "one");
        world.store.delete(before.digest());
        world.restart();
        Manifest after = world.serve(tag, "two");
        world.source.forget(named(ALPINE, before));

        assertFresh(world.get(tag), after, How.FETCHED);

        assertThat(world.askedSince(1)).containsExactly("get " + named(ALPINE, before), "get " + tag);
        assertThat(world.entry(tag).digest()).isEqualTo(after.digest());
    }

    @Test
    void aTagThatIsMissedByNoRegistryIsForgottenButNotGone() {
        Manifest evicted = world.known(tag, "one");
        world.store.delete(evicted.digest());
        world.restart();
        world.source.forget(named(ALPINE, evicted));
        world.source.missBarely(tag);

        assertThat(world.get(tag)).isEqualTo(new ManifestAnswer.Unknown(Lookup.Refusal.BARE_NOT_FOUND));

        assertThat(world.askedSince(1)).containsExactly("get " + named(ALPINE, evicted), "get " + tag);
        assertThat(world.index.tags().find(tag)).isEqualTo(Lookup.absent());
        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.absent());
    }

    @Test
    void aDiskThatRefusesAManifestDoesNotKeepItsTagFromBeingServed() {
        Manifest manifest = world.serve(tag, "one");
        world.store.fail(Operation.CREATE, new IOException("disk full"));

        assertFresh(world.get(tag), manifest, How.FETCHED);
        assertFresh(world.get(tag), manifest, How.HIT);

        assertThat(world.source.asked()).containsExactly("get " + tag);
    }

    @Test
    void fiftyAtOnceCostOneQuestion() throws Exception {
        Gate answer = new Gate();
        Manifest manifest = world.serve(tag, "one");
        world.source.holdAnswersAt(answer);

        List<Future<ManifestAnswer>> clients = world.threads.start(50, () -> world.get(tag));
        answer.awaitArrival();
        answer.open();

        for (ManifestAnswer got : Threads.await(clients)) {
            assertThat(((ManifestAnswer.Fresh) got).manifest().digest()).isEqualTo(manifest.digest());
        }
        assertThat(world.source.asked()).containsExactly("get " + tag);
    }
}
