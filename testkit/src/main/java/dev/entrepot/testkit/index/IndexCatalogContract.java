package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every {@link dev.entrepot.core.index.IndexCatalog} promises. */
public abstract class IndexCatalogContract extends IndexContract {

    private static final Repository APP = new Repository("docker.io", "library/app");
    private static final Repository DEEPER = new Repository("docker.io", "library/app/more");
    private static final Repository PORT = new Repository("registry:5000", "x");

    @Test
    void anEmptyIndexHasEmptyPages() {
        assertThat(Bytes.found(index().catalog().blobs(Optional.empty(), 10))).isEmpty();
        assertThat(Bytes.found(index().catalog().links(Optional.empty(), 10))).isEmpty();
        assertThat(Bytes.found(index().catalog().tags(Optional.empty(), 10))).isEmpty();
    }

    @Test
    void everyBlobComesOnce() {
        Map<Digest, BlobRecord> all = new HashMap<>();
        for (int i = 0; i < 25; i++) {
            Digest digest = Digest.of(
                    i % 3 == 0 ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256, ByteBuffer.wrap(Bytes.some(i)));
            all.put(digest, new BlobRecord(i, i % 2 == 0));
        }
        all.forEach(index().blobs()::put);

        Map<Digest, BlobRecord> found = pages(last -> index().catalog().blobs(last, 7));
        assertThat(found).isEqualTo(all);
    }

    @Test
    void everyLinkComesOnceAndKnowsItsRepository() {
        Map<Reference.ByDigest, Link> all = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Digest digest = Digest.sha256(Bytes.some(i));
            Repository repository = i % 3 == 0 ? APP : i % 3 == 1 ? DEEPER : PORT;
            all.put(new Reference.ByDigest(repository, digest), Link.provenBlob(i, Optional.empty()));
        }
        all.forEach((name, link) -> index().links().prove(name.repository(), name.digest(), link));

        Map<Reference.ByDigest, Link> found = pages(last -> index().catalog().links(last, 7));
        assertThat(found).isEqualTo(all);
    }

    @Test
    void everyTagComesOnceAndKnowsItsRepository() {
        Map<Reference.ByTag, TagEntry> all = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            Reference.ByTag tag = new Reference.ByTag(i % 2 == 0 ? APP : PORT, "v1." + i);
            all.put(tag, TagEntry.first(Digest.sha256(Bytes.some(i)), Instant.EPOCH));
        }
        all.forEach(index().tags()::put);

        Map<Reference.ByTag, TagEntry> found = pages(last -> index().catalog().tags(last, 7));
        assertThat(found).isEqualTo(all);
    }

    @Test
    void anIndexThatIsDownHasNoPages() {
        index().takeDown();

        assertThat(index().catalog().blobs(Optional.empty(), 10)).isInstanceOf(Lookup.Unreachable.class);
    }

    private static <K, V> Map<K, V> pages(Function<Optional<K>, Lookup<SequencedMap<K, V>>> read) {
        Map<K, V> all = new HashMap<>();
        SequencedMap<K, V> page = Bytes.found(read.apply(Optional.empty()));
        while (!page.isEmpty()) {
            page.forEach((key, value) ->
                    assertThat(all.put(key, value)).as("%s comes twice", key).isNull());
            page = Bytes.found(read.apply(Optional.of(page.lastEntry().getKey())));
        }
        return all;
    }
}
