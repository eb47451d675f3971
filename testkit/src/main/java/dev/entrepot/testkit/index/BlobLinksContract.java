package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link dev.entrepot.core.index.BlobLinks} does. */
public abstract class BlobLinksContract extends IndexContract {

    private static final Digest LAYER = digest("layer");
    private static final Digest MANIFEST = digest("manifest");
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final Link CLAIM = Link.claimedBlob(7, MANIFEST);
    private static final Link PROOF = Link.provenBlob(8, Optional.of(digest("another manifest")));
    private static final Link BARE_PROOF = Link.provenBlob(-1, Optional.empty());

    @Test
    void whatNobodyLinkedIsAbsent() {
        assertAbsent(index().links().find(ALPINE, LAYER));
        assertThat(index().links().ready(ALPINE, LAYER)).isEmpty();
    }

    @Test
    void everyClaimIsFoundAndReady() {
        Link child = Link.claimedManifest(9, TYPE, MANIFEST);
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM, digest("child"), child));

        assertLinked(LAYER, CLAIM);
        assertLinked(digest("child"), child);
    }

    @Test
    void aLinkIsReadyOnlyOnceItWasFound() {
        index().links().prove(ALPINE, LAYER, PROOF);
        index().forgetMemory();

        assertThat(index().links().ready(ALPINE, LAYER)).isEmpty();
        assertLinked(LAYER, PROOF);
    }

    @Test
    void aLinkOfOneRepositorySaysNothingOfAnother() {
        index().links().prove(ALPINE, LAYER, PROOF);

        assertAbsent(index().links().find(OTHER, LAYER));
        assertAbsent(index().links().find(new Repository("ghcr.io", ALPINE.path()), LAYER));
        assertAbsent(index().links().find(new Repository("docker.io", "library"), LAYER));
    }

    @Test
    void aClaimNeverReplacesAProvenLink() {
        index().links().prove(ALPINE, LAYER, PROOF);
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));

        assertLinked(LAYER, PROOF);
    }

    @Test
    void aClaimNeverReplacesAProvenLinkThatIsNotInMemory() {
        index().links().prove(ALPINE, LAYER, PROOF);
        index().forgetMemory();
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));

        assertThat(index().links().ready(ALPINE, LAYER).filter(link -> !link.isProven()))
                .isEmpty();
        assertLinked(LAYER, PROOF);
    }

    @Test
    void aClaimNeverReplacesAnEarlierClaim() {
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));
        index().links().claim(ALPINE, Map.of(LAYER, Link.claimedBlob(70, digest("forged"))));

        assertLinked(LAYER, CLAIM);
    }

    @Test
    void aProofReplacesAClaim() {
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));
        index().links().prove(ALPINE, LAYER, PROOF);

        assertLinked(LAYER, PROOF);
    }

    @Test
    void aProofKeepsTheSizeAndTheManifestItDoesNotSay() {
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));
        index().forgetMemory();
        index().links().prove(ALPINE, LAYER, BARE_PROOF);

        assertLinked(LAYER, Link.provenBlob(7, Optional.of(MANIFEST)));
    }

    @Test
    void aProofKeepsTheMediaTypeItDoesNotSay() {
        index().links().claim(ALPINE, Map.of(MANIFEST, Link.claimedManifest(9, TYPE, LAYER)));
        index().links()
                .prove(
                        ALPINE,
                        MANIFEST,
                        new Link(Link.Role.MANIFEST, Link.Standing.PROVEN, -1, Optional.empty(), Optional.empty()));

        assertLinked(
                MANIFEST, new Link(Link.Role.MANIFEST, Link.Standing.PROVEN, 9, Optional.of(TYPE), Optional.of(LAYER)));
    }

    @Test
    void aBlobDoesNotInheritTheMediaTypeOfAClaimedManifest() {
        index().links().claim(ALPINE, Map.of(LAYER, Link.claimedManifest(9, TYPE, MANIFEST)));
        index().links().prove(ALPINE, LAYER, BARE_PROOF);

        assertLinked(LAYER, Link.provenBlob(9, Optional.of(MANIFEST)));
    }

    @Test
    void aSecondProofReplacesTheFirst() {
        index().links().prove(ALPINE, LAYER, Link.provenBlob(1, Optional.of(MANIFEST)));
        index().links().prove(ALPINE, LAYER, PROOF);

        assertLinked(LAYER, PROOF);
    }

    @Test
    void aRemovedLinkIsAbsentAndForgotten() {
        index().links().prove(ALPINE, LAYER, PROOF);
        index().links().prove(OTHER, LAYER, PROOF);
        index().links().remove(ALPINE, LAYER);

        assertThat(index().links().ready(ALPINE, LAYER)).isEmpty();
        assertAbsent(index().links().find(ALPINE, LAYER));
        assertThat(index().links().find(OTHER, LAYER)).isEqualTo(Lookup.found(PROOF));
    }

    @Test
    void aProofIsRefusedAsAClaimAndAClaimAsAProof() {
        assertThatIllegalArgumentException().isThrownBy(() -> index().links().claim(ALPINE, Map.of(LAYER, PROOF)));
        assertThatIllegalArgumentException().isThrownBy(() -> index().links().prove(ALPINE, LAYER, CLAIM));
        assertAbsent(index().links().find(ALPINE, LAYER));
    }

    @Test
    void concurrentClaimsNeverLoseAProof() throws Exception {
        for (int i = 0; i < RACES; i++) {
            Digest blob = digest("blob " + i);
            Runnable claim = () -> index().links().claim(ALPINE, Map.of(blob, CLAIM));
            race(List.of(claim, () -> index().links().prove(ALPINE, blob, PROOF), claim));

            assertThat(index().links().ready(ALPINE, blob)).contains(PROOF);
        }
        index().forgetMemory();
        for (int i = 0; i < RACES; i++) {
            assertThat(index().links().find(ALPINE, digest("blob " + i))).isEqualTo(Lookup.found(PROOF));
        }
    }

    @Test
    void aRemovedLinkIsNeverBroughtBackByAReader() throws Exception {
        for (int i = 0; i < RACES; i++) {
            Digest blob = digest("blob " + i);
            index().links().prove(ALPINE, blob, PROOF);
            index().forgetMemory();
            Runnable find = () -> index().links().find(ALPINE, blob);
            race(List.of(find, () -> index().links().remove(ALPINE, blob), find));

            assertThat(index().links().ready(ALPINE, blob)).isEmpty();
        }
    }

    @Test
    void anIndexThatIsDownIsUnreachableAndNotAbsent() {
        index().takeDown();

        assertIndexUnreachable(index().links().find(ALPINE, LAYER));
    }

    @Test
    void aWriteToAnIndexThatIsDownFails() {
        index().takeDown();

        assertFails(() -> index().links().claim(ALPINE, Map.of(LAYER, CLAIM)));
        assertFails(() -> index().links().prove(ALPINE, LAYER, PROOF));
        assertFails(() -> index().links().remove(ALPINE, LAYER));
        assertThat(index().links().ready(ALPINE, LAYER)).isEmpty();
    }

    @Test
    void aProofThatCouldNotBeWrittenIsNotReady() {
        index().links().claim(ALPINE, Map.of(LAYER, CLAIM));
        index().takeDown();

        assertFails(() -> index().links().prove(ALPINE, LAYER, PROOF));
        assertThat(index().links().ready(ALPINE, LAYER).filter(Link::isProven)).isEmpty();
    }

    @Test
    void aLinkThatCouldNotBeRemovedIsNotReady() {
        index().links().prove(ALPINE, LAYER, PROOF);
        index().takeDown();

        assertFails(() -> index().links().remove(ALPINE, LAYER));
        assertThat(index().links().ready(ALPINE, LAYER)).isEmpty();
    }

    private static void assertFails(Runnable write) {
        assertThatExceptionOfType(IndexUnavailableException.class).isThrownBy(write::run);
    }

    private void assertLinked(Digest digest, Link expected) {
        assertThat(index().links().find(ALPINE, digest)).isEqualTo(Lookup.found(expected));
        assertThat(index().links().ready(ALPINE, digest)).contains(expected);
        index().forgetMemory();
        assertThat(index().links().find(ALPINE, digest)).isEqualTo(Lookup.found(expected));
    }
}
