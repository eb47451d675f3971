package dev.entrepot.parts;

import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Ends with 1 where a hit allocates more than it may; the budgets are what was measured, and a tenth. */
public final class AllocationBudget {

    private static final Map<String, Integer> BYTES = Map.of(
            "manifestByTag", 5_400,
            "manifestByDigest", 4_700,
            "headByTag", 4_600,
            "blobOf10KiB", 5_000);

    private AllocationBudget() {}

    /** @param arguments more options of JMH */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .include(HitBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        boolean isExceeded = false;
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            double bytes =
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            boolean isTooMuch = bytes > BYTES.get(name);
            isExceeded |= isTooMuch;
            System.out.printf(
                    "%s: %,.0f of %,d bytes%s%n", name, bytes, BYTES.get(name), isTooMuch ? ": TOO MUCH" : "");
        }
        System.exit(isExceeded ? 1 : 0);
    }
}
