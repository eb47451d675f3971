package dev.entrepot.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every {@link BlobCatalog} promises. */
public abstract class BlobCatalogContract {

    /** The same empty store through one test. */
    protected abstract BlobStore store();

    /** Of {@link #store}. */
    protected abstract BlobCatalog catalog();

    @Test
    void anEmptyStoreHasAnEmptyPage() throws IOException {
        assertThat(catalog().after(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void pagesHaveEveryBlobOnceInTheOrderOfTheDigests() throws IOException {
        TreeSet<Digest> held = new TreeSet<>();
        for (int i = 0; i < 23; i++) {
            held.add(put(DigestAlgorithm.SHA256, i));
        }
        held.add(put(DigestAlgorithm.SHA512, 7));
        held.add(put(DigestAlgorithm.SHA512, 8));

        assertThat(pages(5)).containsExactlyElementsOf(held);
        assertThat(pages(24)).containsExactlyElementsOf(held);
        assertThat(pages(100)).containsExactlyElementsOf(held);
        assertThat(catalog().count()).isEqualTo(25);
    }

    @Test
    void whatIsArrivingIsNotThereYet() throws IOException {
        Digest digest = Digest.sha256(Bytes.some(1_000));
        Intent intent = new Intent(digest, new Repository("docker.io", "a/b"), 1_000, Optional.empty());
        BlobWriter writer = Bytes.found(store().create(intent));
        writer.append(ByteBuffer.wrap(Bytes.some(1_000), 0, 500));

        assertThat(catalog().after(Optional.empty(), 10)).isEmpty();
        assertThat(catalog().size(digest)).isEqualTo(Lookup.absent());
        writer.abort(new IOException("enough"));
    }

    @Test
    void theSizeIsThatOfTheFile() {
        Digest digest = put(DigestAlgorithm.SHA256, 1234);

        assertThat(catalog().size(digest)).isEqualTo(Lookup.found(1234L));
    }

    private List<Digest> pages(int limit) throws IOException {
        List<Digest> all = new ArrayList<>();
        List<Digest> page = catalog().after(Optional.empty(), limit);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < limit ? List.of() : catalog().after(Optional.of(page.getLast()), limit);
        }
        return all;
    }

    private Digest put(DigestAlgorithm algorithm, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(Bytes.some(length));
        Digest digest = Digest.of(algorithm, bytes);
        Bytes.found(store().put(digest, bytes));
        return digest;
    }
}
