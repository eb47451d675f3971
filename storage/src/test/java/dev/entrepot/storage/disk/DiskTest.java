package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store on a folder of its own, which can be restarted, and which has to close every file it opened. */
abstract class DiskTest {

    static final DiskSettings SETTINGS = new DiskSettings(16, 4 << 20, 10_000);
    static final Repository ALPINE = new Repository("docker.io", "library/alpine");

    @TempDir
    Path root;

    final byte[] content = Bytes.some(100_000);
    final Digest digest = Digest.sha256(content);
    final Intent intent = new Intent(digest, ALPINE, content.length, Optional.of("\"v1\""));

    final NotedLedger ledger = new NotedLedger();

    FaultyFiles files = new FaultyFiles();
    DataFolder data;
    DiskBlobStore store;

    @BeforeEach
    void start() throws IOException {
        start(Runnable::run);
    }

    final void start(Executor executor) throws IOException {
        data = DataFolder.open(root, files);
        store = new DiskBlobStore(data, SETTINGS, ledger, executor);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        stop();
        assertThat(files.openChannels()).as("files left open").isZero();
    }

    void stop() throws IOException {
        store.close();
        data.close();
    }

    /** As after kill -9: nothing was put away, and the kernel closed the files. */
    void restart() throws IOException {
        files.closeAll();
        data.close();
        files = new FaultyFiles();
        start();
    }

    BlobWriter arriving(int bytes) throws IOException {
        BlobWriter writer = Bytes.found(store.create(intent));
        append(writer, 0, bytes);
        return writer;
    }

    void append(BlobWriter writer, int from, int to) throws IOException {
        for (int at = from; at < to; at += 5_000) {
            writer.append(ByteBuffer.wrap(content, at, Math.min(5_000, to - at)));
        }
    }

    void finish(BlobWriter writer) throws IOException {
        writer.rehash();
        append(writer, Math.toIntExact(writer.written()), content.length);
        writer.verify();
        writer.commit();
        writer.forgetIntent();
    }

    /** Names of the files in ingest/. */
    List<String> ingest() throws IOException {
        try (Stream<Path> names = Files.list(root.resolve("ingest"))) {
            return names.map(name -> String.valueOf(name.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    Path blobFile() {
        return root.resolve("blobs/sha256").resolve(digest.hex());
    }
}
