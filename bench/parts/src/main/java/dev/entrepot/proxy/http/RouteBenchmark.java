package dev.entrepot.proxy.http;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a request's target costs to understand: one that was asked before, and one that never was. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {

    private static final String MANIFEST = "/v2/library/alpine/manifests/3.20?ns=docker.io";

    private final UpstreamNames names = new UpstreamNames(Map.of("docker.io", "docker.io"), "docker.io");
    private final RouteParser parser = new RouteParser(names);
    private final char[] digest = "0123456789abcdef".repeat(4).toCharArray();
    private int next;

    @Benchmark
    public RegistryRoute askedBefore() {
        return parser.parse(MANIFEST);
    }

    @Benchmark
    public RegistryRoute neverAsked() {
        int place = 8 + next++ % 56;
        digest[place] = digest[place] == 'f' ? '0' : 'f';
        return parser.parse("/v2/library/alpine/blobs/sha256:" + new String(digest));
    }
}
