package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.ALPINE;
import static dev.entrepot.core.pull.ManifestWorld.MEDIA_TYPE;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static dev.entrepot.core.pull.ManifestWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.testkit.blob.ScriptedManifests;
import dev.entrepot.testkit.bucket.InMemoryBucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a manifest that its registry does not give costs the bucket, which was asked before the registry. */
class RefusedManifestTest {

    private static final ManifestAnswer NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND);

    private final InMemoryBucket bucket = new InMemoryBucket();

    @RegisterExtension
    private final ManifestWorld world = new ManifestWorld(bucket);

    private final Manifest manifest = ScriptedManifests.manifest(MEDIA_TYPE, "one");
    private final Reference.ByDigest reference = named(ALPINE, manifest);

    @Test
    void aRefusalThatIsRememberedCostsNoRequestOfTheBucket() {
        for (int i = 0; i < 5; i++) {
            assertThat(world.get(reference)).isEqualTo(NOT_FOUND);
        }
        assertThat(bucket.requests()).containsExactly("GET " + reference);
        assertThat(world.source.asked()).containsExactly("get " + reference);

        world.time.advance(Duration.ofSeconds(10));
        assertThat(world.get(reference)).isEqualTo(NOT_FOUND);

        assertThat(bucket.requests()).containsExactly("GET " + reference, "GET " + reference);
    }

    @Test
    void norDoesOneOfWhatBelongsToTheRepositoryAndIsNowhere() {
        world.index.links().prove(ALPINE, manifest.digest(), Link.provenManifest(3, MEDIA_TYPE));

        for (int i = 0; i < 5; i++) {
            assertThat(world.get(reference)).isEqualTo(NOT_FOUND);
        }

        assertThat(bucket.requests()).containsExactly("GET " + manifest.digest());
        assertThat(world.source.asked()).containsExactly("get " + reference);
    }

    @Test
    void whatIsHeldIsServedThoughItsRegistryRefusedItAMomentAgo() {
        assertThat(world.get(reference)).isEqualTo(NOT_FOUND);
        bucket.forgetRequests();
        world.store.put(manifest.digest(), manifest.body());
        assertThat(world.get(reference))
                .as("not known to belong to the repository")
                .isEqualTo(NOT_FOUND);
        world.index.links().prove(ALPINE, manifest.digest(), Link.provenManifest(3, MEDIA_TYPE));

        assertFresh(world.get(reference), manifest, How.HIT);

        assertThat(bucket.requests()).isEmpty();
    }
}
