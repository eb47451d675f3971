package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.metrics.Metrics;
import dev.entrepot.testkit.blob.ManualTime;
import dev.entrepot.testkit.blob.TempFileBlobStore;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedStoreTest {

    private static final Repository APP = new Repository("up.test", "team/app");
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Intent INTENT = new Intent(Digest.sha256(CONTENT), APP, CONTENT.length, Optional.empty());
    private static final Intent OTHER = new Intent(Digest.sha256(new byte[] {9}), APP, 1, Optional.empty());

    private final TempFileBlobStore disk;
    private final ManualTime time = new ManualTime();
    private final Health health = new Health(InstantSource.system());
    private final GuardedStore store;

    GuardedStoreTest(@TempDir Path folder) {
        disk = new TempFileBlobStore(folder);
        store = new GuardedStore(
                disk,
                new Metrics(new SimpleMeterRegistry(), health, new Diagnostics(System::nanoTime), "1").reads(),
                Duration.ofSeconds(10),
                time.nanoTime());
    }

    private BlobWriter writer(Intent intent) {
        return ((Lookup.Found<BlobWriter>) store.create(intent)).value();
    }

    private void failInTheMiddle(Operation operation, IOException cause) {
        BlobWriter writer = writer(INTENT);
        disk.fail(operation, cause);
        assertThatThrownBy(() -> {
                    writer.append(ByteBuffer.wrap(CONTENT));
                    writer.verify();
                    writer.commit();
                })
                .isSameAs(cause);
        writer.abort(cause);
        disk.recover();
    }

    @Test
    void afterADiskFailedInTheMiddleNothingIsStartedForAWhile() {
        IOException full = new IOException("No space left on device");
        failInTheMiddle(Operation.APPEND, full);

        assertThat(store.create(OTHER)).isInstanceOfSatisfying(Lookup.Unreachable.class, refused -> {
            assertThat(refused.dependency()).isEqualTo(Dependency.DISK);
            assertThat(refused.cause()).hasCause(full);
        });
        assertThat(store.partial(INTENT.digest())).isEmpty();
    }

    @Test
    void whatCannotBeReadIsTroubleOfTheDisk() {
        disk.fail(Operation.FIND, new IOException("bad sector"));

        store.find(INTENT.digest());

        assertThat(health.troubles())
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.dependency()).isEqualTo(Dependency.DISK));
    }

    @Test
    void aFailureToKeepWhatCameCountsToo() {
        failInTheMiddle(Operation.COMMIT, new IOException("Input/output error"));

        assertThat(store.create(OTHER)).isInstanceOf(Lookup.Unreachable.class);
    }

    @Test
    void afterThePauseItIsTriedAgainWithoutARestart() throws IOException {
        failInTheMiddle(Operation.APPEND, new IOException("No space left on device"));
        time.advance(Duration.ofSeconds(10));

        BlobWriter writer = writer(INTENT);
        writer.append(ByteBuffer.wrap(CONTENT));
        writer.verify();
        writer.commit();

        assertThat(disk.delete(INTENT.digest())).isEqualTo(Lookup.found(3L));
    }

    @Test
    void whatIsHeldIsFoundMeanwhile() {
        disk.put(OTHER.digest(), ByteBuffer.wrap(new byte[] {9}));
        failInTheMiddle(Operation.APPEND, new IOException("No space left on device"));

        assertThat(store.find(OTHER.digest()))
                .isInstanceOfSatisfying(Lookup.Found.class, found -> ((LocalBlob) found.value()).close());
    }

    @Test
    void wrongBytesAreNoFailureOfTheDisk() throws IOException {
        BlobWriter writer = writer(INTENT);
        writer.append(ByteBuffer.wrap(new byte[] {7, 7, 7}));
        assertThatThrownBy(writer::verify).isInstanceOf(CorruptBlobException.class);
        writer.abort(new CorruptBlobException("not what was asked for"));

        assertThat(store.create(OTHER)).isInstanceOf(Lookup.Found.class);
    }
}
