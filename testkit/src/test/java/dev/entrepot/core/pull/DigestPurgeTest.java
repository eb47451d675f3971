package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.testkit.blob.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One digest that goes, whoever names it. */
class DigestPurgeTest extends HeldImages {

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
    void whatIsArrivingIsSaidToComeAllTheSame() {
        Digest digest = Digest.sha256(new byte[] {7});
        arriving.add(digest);

        assertThat(purge.digest(digest).problems())
                .containsExactly(digest + " is arriving just now; purge it again when it is here");
    }
}
