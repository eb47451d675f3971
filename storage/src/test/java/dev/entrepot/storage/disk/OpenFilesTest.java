package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenFilesTest extends DiskTest {

    private static final int LOCK = 1;

    @Test
    void noMoreFilesStayOpenThanAllowed() throws IOException {
        for (int i = 0; i < 100; i++) {
            put(70_000 + i);
        }

        assertThat(files.openChannels()).isLessThanOrEqualTo(SETTINGS.maxOpenFiles() + LOCK);
    }

    @Test
    void anEvictedFileStaysOpenForItsLease() throws IOException {
        store.put(digest, ByteBuffer.wrap(content));
        LocalBlob lease = Bytes.lease(store.find(digest));

        store.close();

        assertThat(store.ready(digest)).isEmpty();
        assertThat(Bytes.of(lease)).isEqualTo(content);
        assertThat(files.openChannels()).isEqualTo(LOCK);
    }

    @Test
    void bytesInMemoryAreBounded() throws IOException {
        List<Digest> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(put(60_000 + i));
        }

        long inMemory = 0;
        for (Digest one : all) {
            try (LocalBlob lease = store.ready(one).orElse(null)) {
                inMemory += lease == null ? 0 : lease.inMemory().orElseThrow().remaining();
            }
        }
        assertThat(inMemory).isPositive().isLessThanOrEqualTo(SETTINGS.maxBytesInMemory());
    }

    @Test
    void aHitOpensNothing() throws IOException {
        store.put(digest, ByteBuffer.wrap(content));
        files.forgetOperations();

        Bytes.of(store.ready(digest).orElseThrow());
        Bytes.of(store.find(digest));

        assertThat(files.operations()).isEmpty();
    }

    @Test
    void theFirstHitAfterACommitOpensNothing() throws IOException {
        finish(arriving(100_000));
        files.forgetOperations();

        assertThat(Bytes.of(store.ready(digest).orElseThrow())).isEqualTo(content);
        assertThat(files.operations()).isEmpty();
    }

    @Test
    void aSmallBlobThatArrivedIsInMemoryAtOnce() throws IOException {
        byte[] small = Bytes.some(1_000);
        BlobWriter writer = Bytes.found(store.create(new Intent(Digest.sha256(small), ALPINE, -1, Optional.empty())));
        writer.append(ByteBuffer.wrap(small));
        writer.verify();
        writer.commit();

        try (LocalBlob lease = store.ready(Digest.sha256(small)).orElseThrow()) {
            assertThat(lease.size()).isEqualTo(1_000);
            assertThat(lease.inMemory()).contains(ByteBuffer.wrap(small));
        }
    }

    @Test
    void filesAreClosedOnThePoolAndNotByWhoeverClosesTheLease() throws IOException {
        stop();
        ManualExecutor pool = new ManualExecutor();
        start(pool);
        store.put(digest, ByteBuffer.wrap(content));
        LocalBlob lease = Bytes.lease(store.find(digest));
        store.close();
        pool.runAll();

        lease.close();

        assertThat(lease.channel().isOpen()).isTrue();
        pool.runAll();
        assertThat(lease.channel().isOpen()).isFalse();
    }

    private Digest put(int length) {
        byte[] bytes = Bytes.some(length);
        Bytes.found(store.put(Digest.sha256(bytes), ByteBuffer.wrap(bytes)));
        return Digest.sha256(bytes);
    }
}
