package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to ask the index for a blob, of a hundred thousand; {@code bench/scale} asks one of ten million. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LookupBenchmark {

    private static final int BLOBS = 100_000;
    private static final long CACHE = 16 << 20;

    private final Digest[] held = new Digest[BLOBS];
    private final Digest[] others = new Digest[BLOBS];
    private Path folder;
    private RocksIndex index;
    private int next;

    @Setup
    public void fill() throws IOException, IndexOpenException {
        folder = Files.createTempDirectory("entrepot-bench");
        index = new RocksIndex(RocksDatabase.open(folder, CACHE), MemoryBounds.DEFAULT);
        for (int number = 0; number < BLOBS; number++) {
            held[number] = digest(number);
            others[number] = digest(-1 - number);
            index.blobs().put(held[number], new BlobRecord(number, true));
        }
    }

    private static Digest digest(int number) {
        return Digest.sha256(ByteBuffer.allocate(4).putInt(0, number).array());
    }

    @TearDown
    public void close() throws IOException {
        index.close();
        try (var files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        }
        Files.delete(folder);
    }

    @Benchmark
    public Lookup<BlobRecord> held() {
        return index.blobs().find(held[next++ % BLOBS]);
    }

    @Benchmark
    public Lookup<BlobRecord> nobodyHas() {
        return index.blobs().find(others[next++ % BLOBS]);
    }
}
