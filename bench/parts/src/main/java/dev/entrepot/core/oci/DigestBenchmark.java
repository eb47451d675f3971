package dev.entrepot.core.oci;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a digest costs: to read, and to compute over a mebibyte. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DigestBenchmark {

    private final byte[] mebibyte = new byte[1 << 20];
    private final String text = Digest.sha256(mebibyte).toString();

    @Benchmark
    public Digest parsed() {
        return Digest.parse(text);
    }

    @Benchmark
    public Digest ofAMebibyte() {
        return Digest.sha256(mebibyte);
    }
}
