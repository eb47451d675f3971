package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link RepositoryRecords} promises. */
public abstract class RepositoryRecordsContract {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456789Z");
    private static final Repository ALPINE = new Repository("docker.io", "library/alpine");
    private static final Repository OTHER = new Repository("docker.io", "library/busybox");

    private final Digest manifest = Digest.sha256(new byte[] {1});
    private final Digest index = Digest.sha256(new byte[] {2});
    private final Digest layer = Digest.sha256(new byte[] {3});
    private final Reference.ByTag latest = new Reference.ByTag(ALPINE, "latest");

    /** The same empty records through one test. */
    protected abstract RepositoryRecords records();

    /** Of those records. */
    protected abstract RepositoryCatalog catalog();

    @Test
    void whatWasNeverRecordedIsAbsent() {
        assertThat(records().manifest(ALPINE, manifest)).isEqualTo(Lookup.absent());
        assertThat(records().tag(latest)).isEqualTo(Lookup.absent());
        assertThat(records().link(ALPINE, manifest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aManifestIsReadBackAsItWas() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        assertThat(records().manifest(ALPINE, manifest)).isEqualTo(Lookup.found(naming(layer)));
    }

    @Test
    void aManifestBelongsToItsRepositoryAlone() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        assertThat(records().manifest(OTHER, manifest)).isEqualTo(Lookup.absent());
        assertThat(records().link(OTHER, layer)).isEqualTo(Lookup.absent());
    }

    @Test
    void aTagIsReadBackAsItWas() throws IOException {
        TagEntry entry = TagEntry.first(manifest, NOON).confirmed(index, NOON.plusSeconds(1));
        records().putTag(latest, entry);

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(entry));
    }

    @Test
    void aTagIsReplaced() throws IOException {
        records().putTag(latest, TagEntry.first(manifest, NOON));
        records().putTag(latest, TagEntry.first(index, NOON));

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(TagEntry.first(index, NOON)));
    }

    @Test
    void aRemovedTagIsAbsent() throws IOException {
        records().putTag(latest, TagEntry.first(manifest, NOON));

        records().removeTag(latest);
        records().removeTag(latest);

        assertThat(records().tag(latest)).isEqualTo(Lookup.absent());
    }

    @Test
    void thatATagIsGoneIsOnRecordAndTheTagIsAbsent() throws IOException {
        records().putTag(latest, TagEntry.first(manifest, NOON));

        records().putTag(latest, new GoneTag(NOON.plusSeconds(1)));

        assertThat(records().tagRecord(latest)).isEqualTo(Lookup.found(new GoneTag(NOON.plusSeconds(1))));
        assertThat(records().tag(latest)).isEqualTo(Lookup.absent());
        assertThat(catalog().tags(ALPINE)).containsExactly(latest);
    }

    @Test
    void aTagThatIsBackTakesTheRecordOfOneThatWasGone() throws IOException {
        records().putTag(latest, new GoneTag(NOON));

        records().putTag(latest, TagEntry.first(manifest, NOON.plusSeconds(1)));

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(TagEntry.first(manifest, NOON.plusSeconds(1))));
    }

    @Test
    void aTagNeverCollidesWithARepositoryOfThatName() throws IOException {
        Repository tags = new Repository("docker.io", "library/alpine/tags");
        Repository latestRepository = new Repository("docker.io", "library/alpine/tags/latest");
        records().putTag(latest, TagEntry.first(manifest, NOON));
        records().putTag(new Reference.ByTag(tags, "latest"), TagEntry.first(index, NOON));
        records().putManifest(latestRepository, manifest, naming(layer));

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(TagEntry.first(manifest, NOON)));
        assertThat(records().manifest(latestRepository, manifest)).isEqualTo(Lookup.found(naming(layer)));
    }

    @Test
    void anUpstreamWithAPortIsAnUpstreamOfItsOwn() throws IOException {
        Repository withPort = new Repository("localhost:5000", "library/alpine");
        records().putManifest(withPort, manifest, naming(layer));

        assertThat(records().manifest(withPort, manifest)).isEqualTo(Lookup.found(naming(layer)));
        assertThat(records().manifest(new Repository("localhost", "library/alpine"), manifest))
                .isEqualTo(Lookup.absent());
    }

    @Test
    void aManifestLinksItselfAsProven() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        assertThat(records().link(ALPINE, manifest)).isEqualTo(Lookup.found(Link.provenManifest(7, MANIFEST)));
    }

    @Test
    void whatAManifestNamesIsOnlyClaimed() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        assertThat(records().link(ALPINE, layer)).isEqualTo(Lookup.found(Link.claimedBlob(1000, manifest)));
    }

    @Test
    void aManifestNamedByAnIndexIsAClaimedManifest() throws IOException {
        records().putManifest(ALPINE, index, indexNaming(manifest));

        assertThat(records().link(ALPINE, manifest))
                .isEqualTo(Lookup.found(Link.claimedManifest(1000, MANIFEST, index)));
    }

    @Test
    void aProvenChildIsProven() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        records().proveChild(ALPINE, manifest, layer, true);

        assertThat(records().link(ALPINE, layer)).isEqualTo(Lookup.found(Link.provenBlob(1000, Optional.of(manifest))));
    }

    @Test
    void aProofInOneManifestOutweighsAClaimInAnother() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));
        records().putManifest(ALPINE, index, naming(layer));

        records().proveChild(ALPINE, index, layer, false);

        assertThat(Bytes.found(records().link(ALPINE, layer)).isProven()).isTrue();
    }

    @Test
    void whatWasPublicOnceStaysSo() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));
        records().proveChild(ALPINE, manifest, layer, true);
        records().proveChild(ALPINE, manifest, layer, false);

        assertThat(Bytes.found(records().manifest(ALPINE, manifest)).children())
                .allMatch(ManifestRecord.Child::isPublic);
    }

    @Test
    void aManifestRecordedAgainKeepsItsProofs() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));
        records().proveChild(ALPINE, manifest, layer, true);

        records().putManifest(ALPINE, manifest, naming(layer));

        assertThat(Bytes.found(records().link(ALPINE, layer)).isProven()).isTrue();
    }

    @Test
    void provingWhatNobodyNamesDoesNothing() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        records().proveChild(ALPINE, manifest, index, true);
        records().proveChild(ALPINE, index, layer, true);

        assertThat(records().manifest(ALPINE, manifest)).isEqualTo(Lookup.found(naming(layer)));
        assertThat(records().manifest(ALPINE, index)).isEqualTo(Lookup.absent());
    }

    @Test
    void aRemovedManifestIsAbsentAndLinksNothing() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));

        records().removeManifest(ALPINE, manifest);
        records().removeManifest(ALPINE, manifest);

        assertThat(records().manifest(ALPINE, manifest)).isEqualTo(Lookup.absent());
        assertThat(records().link(ALPINE, layer)).isEqualTo(Lookup.absent());
    }

    @Test
    void aCatalogOfNothingIsEmpty() throws IOException {
        assertThat(catalog().repositories()).isEmpty();
        assertThat(catalog().manifests(ALPINE)).isEmpty();
        assertThat(catalog().tags(ALPINE)).isEmpty();
    }

    @Test
    void everyRepositoryIsInTheCatalogAlsoOneBelowAnother() throws IOException {
        Repository below = new Repository("docker.io", "library/alpine/below");
        Repository withPort = new Repository("localhost:5000", "app");
        records().putManifest(ALPINE, manifest, naming(layer));
        records().putTag(new Reference.ByTag(below, "1"), TagEntry.first(manifest, NOON));
        records().putManifest(withPort, manifest, naming(layer));

        assertThat(catalog().repositories()).containsExactlyInAnyOrder(ALPINE, below, withPort);
    }

    @Test
    void theCatalogOfARepositoryHasItsManifestsAndTags() throws IOException {
        records().putManifest(ALPINE, manifest, naming(layer));
        records().putManifest(ALPINE, index, indexNaming(manifest));
        records().putManifest(OTHER, layer, naming(layer));
        records().putTag(latest, TagEntry.first(index, NOON));

        assertThat(catalog().manifests(ALPINE)).containsExactlyInAnyOrder(manifest, index);
        assertThat(catalog().tags(ALPINE)).containsExactly(latest);
    }

    private static ManifestRecord naming(Digest blob) {
        Descriptor descriptor = new Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", blob, 1000);
        return new ManifestRecord(
                MANIFEST, 7, true, List.of(new ManifestRecord.Child(descriptor, Link.Role.BLOB, false, false)));
    }

    private static ManifestRecord indexNaming(Digest child) {
        Descriptor descriptor = new Descriptor(MANIFEST, child, 1000);
        return new ManifestRecord(
                "application/vnd.oci.image.index.v1+json",
                7,
                false,
                List.of(new ManifestRecord.Child(descriptor, Link.Role.MANIFEST, false, false)));
    }
}
