package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.testkit.bucket.InMemoryUploadQueue;
import dev.entrepot.testkit.index.InMemoryIndex;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveIndexTest {

    private static final Repository APP = new Repository("docker.io", "library/app");
    private static final Reference.ByTag TAG = new Reference.ByTag(APP, "1");
    private static final Digest DIGEST = Digest.sha256(new byte[1]);
    private static final UploadItem BLOB = new UploadItem.Blob(DIGEST);

    private final List<Throwable> reads = new ArrayList<>();
    private final List<Throwable> writes = new ArrayList<>();
    private final InMemoryIndex index = new InMemoryIndex();
    private final LiveIndex live = new LiveIndex(new LiveIndex.Failures() {
        @Override
        public void readFailed(Throwable cause) {
            reads.add(cause);
        }

        @Override
        public void writeFailed(Throwable cause) {
            writes.add(cause);
        }
    });
    private final IndexPorts ports = live.ports();

    @BeforeEach
    void whole() {
        use(true);
    }

    private void use(boolean isComplete) {
        live.use(
                new IndexPorts(
                        index.blobs(),
                        index.links(),
                        index.tags(),
                        index.catalog(),
                        index.usage(),
                        new InMemoryUploadQueue()),
                isComplete,
                true);
    }

    @Test
    void whatACompleteIndexDoesNotKnowIsAbsent() {
        assertThat(ports.blobs().find(DIGEST)).isEqualTo(Lookup.absent());
        assertThat(ports.links().find(APP, DIGEST)).isEqualTo(Lookup.absent());
        assertThat(ports.tags().find(TAG)).isEqualTo(Lookup.absent());
        assertThat(ports.uploads().find(BLOB)).isEqualTo(Lookup.absent());
    }

    @Test
    void whatAnIncompleteIndexDoesNotKnowIsUnreachable() {
        use(false);

        assertThat(ports.blobs().find(DIGEST)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(ports.links().find(APP, DIGEST)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(ports.tags().find(TAG)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(ports.uploads().find(BLOB)).as("it may be the only copy").isInstanceOf(Lookup.Unreachable.class);
        assertThat(reads).isEmpty();
    }

    @Test
    void whatAnIncompleteIndexKnowsHolds() {
        use(false);
        ports.blobs().put(DIGEST, new BlobRecord(1, true));
        ports.links().prove(APP, DIGEST, Link.provenBlob(1, Optional.empty()));
        ports.tags().put(TAG, TagEntry.first(DIGEST, Instant.EPOCH));

        assertThat(ports.blobs().find(DIGEST)).isInstanceOf(Lookup.Found.class);
        assertThat(ports.blobs().ready(DIGEST)).isPresent();
        assertThat(ports.links().find(APP, DIGEST)).isInstanceOf(Lookup.Found.class);
        assertThat(ports.links().ready(APP, DIGEST)).isPresent();
        assertThat(ports.tags().find(TAG)).isInstanceOf(Lookup.Found.class);
        assertThat(ports.tags().ready(TAG)).isPresent();
    }

    @Test
    void failuresAreHeardOfAndPassedOn() {
        IOException cause = new IOException("Input/output error");
        index.failWith(cause);

        assertThat(ports.blobs().find(DIGEST)).isInstanceOf(Lookup.Unreachable.class);
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> ports.tags().remove(TAG));

        assertThat(reads).containsExactly(cause);
        assertThat(writes).hasSize(1);
    }

    @Test
    void thePortsFollowToTheNextIndex() {
        ports.blobs().put(DIGEST, new BlobRecord(1, true));

        live.use(UnavailableIndex.because(new IOException("gone")), false, false);
        assertThat(ports.blobs().find(DIGEST)).isInstanceOf(Lookup.Unreachable.class);
        assertThat(ports.blobs().ready(DIGEST)).isEmpty();

        use(true);
        assertThat(ports.blobs().find(DIGEST)).isInstanceOf(Lookup.Found.class);
    }
}
