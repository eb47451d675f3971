package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to say that a blob has grown: all its readers hear of it, look, and wait for more. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DownloadBenchmark {

    @Param({"1", "1000"})
    private int readers;

    private Download download;
    private long written;
    private long seen;

    @Setup
    public void open() {
        Digest digest = Digest.sha256(new byte[] {1});
        download = new Download(digest, new Repository("docker.io", "library/alpine"), System::nanoTime);
        download.open(new Opening.Opened(Long.MAX_VALUE, Dependency.UPSTREAM, true), new Nothing());
        for (int reader = 0; reader < readers; reader++) {
            awaitBytesBeyond(0);
        }
    }

    private void awaitBytesBeyond(long offset) {
        download.beyond(offset).thenAccept(progress -> {
            seen += progress.available();
            awaitBytesBeyond(progress.available());
        });
    }

    @Benchmark
    public long grown() {
        download.grown(++written);
        return seen;
    }

    /** A file that takes everything. */
    private static final class Nothing implements BlobWriter {

        @Override
        public long written() {
            return 0;
        }

        @Override
        public void append(ByteBuffer chunk) {}

        @Override
        public void rehash() {}

        @Override
        public void cutBack(long length) {}

        @Override
        public boolean sameAs(long offset, ByteBuffer bytes) {
            return true;
        }

        @Override
        public void verify() {}

        @Override
        public void commit() {}

        @Override
        public void abort(Throwable cause) {}

        @Override
        public void forgetIntent() {}

        @Override
        public Optional<LocalBlob> lease() {
            return Optional.empty();
        }
    }
}
