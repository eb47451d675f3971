package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.index.record.BlobRecords;
import dev.entrepot.index.record.UsageLedger;
import dev.entrepot.index.record.UsageRecords;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.rocksdb.RocksDB;

/** What an index of very many blobs costs, by {@code bench/scale}: the first run fills it, the next ones measure. */
final class ScaleBenchmark {

    private static final long CACHE = 16 << 20;
    private static final int BATCH = 1000;
    private static final int THREADS = 16;
    private static final int LOOKUPS = 50_000;
    private static final long LARGE = 8 << 20;

    private final Path folder;
    private final long blobs;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ScaleBenchmark(Path folder, long blobs) {
        this.folder = folder;
        this.blobs = blobs;
    }

    /** @param args a folder and how many blobs it has, or is to have */
    public static void main(String[] args) throws Exception {
        new ScaleBenchmark(Path.of(args[0]), Long.parseLong(args[1])).run();
    }

    private void run() throws Exception {
        if (Files.notExists(folder.resolve("CURRENT"))) {
            long start = System.nanoTime();
            fill();
            say("filled with %,d blobs in %,d ms".formatted(blobs, millis(start)));
        } else {
            measure();
        }
    }

    private void measure() throws Exception {
        long begun = System.nanoTime();
        RocksDB.loadLibrary();
        say("loaded RocksDB's library in %,d ms".formatted(millis(begun)));
        long start = System.nanoTime();
        try (RocksIndex index = new RocksIndex(RocksDatabase.open(folder, CACHE), MemoryBounds.DEFAULT)) {
            say("opened in %,d ms, holding %,d"
                    .formatted(millis(start), index.usage().totals().blobs()));
            lookUp(index, "held", blobs);
            lookUp(index, "not held", -blobs);
            say("resident: %,d MiB, of it Java heap %,d MiB".formatted(resident(), heap()));
            long percent = index.usage().totals().blobs() / 100;
            evict(index, percent / 10);
            evict(index, percent);
            evict(index, percent);
            say("resident: %,d MiB".formatted(resident()));
        }
    }

    private static Digest digest(long number) {
        byte[] hash = new byte[32];
        new SplittableRandom(number).nextBytes(hash);
        return new Digest(DigestAlgorithm.SHA256, HexFormat.of().formatHex(hash));
    }

    private void fill() throws Exception {
        UsageRecords usages = new UsageRecords();
        BlobRecords records = new BlobRecords();
        byte[] record = records.encode(new BlobRecord(LARGE, true));
        try (RocksDatabase database = RocksDatabase.open(folder, CACHE)) {
            for (long first = 0; first < blobs; first += BATCH) {
                long from = first;
                database.write(batch -> {
                    for (long number = from; number < Math.min(blobs, from + BATCH); number++) {
                        Digest digest = digest(number);
                        Usage usage = Usage.first(digest, LARGE, Instant.ofEpochMilli(number), 0);
                        batch.put(Family.BLOBS, records.key(digest), record);
                        batch.put(Family.ACCESS, UsageRecords.usageKey(digest), usages.encode(usage));
                        batch.put(Family.ACCESS, UsageRecords.turnKey(usage), new byte[0]);
                    }
                });
            }
            UsageTotals totals = new UsageTotals(blobs, blobs * LARGE, blobs * LARGE);
            database.put(
                    Family.META,
                    "usage".getBytes(StandardCharsets.US_ASCII),
                    UsageLedger.NEW.with(totals).encode());
        }
    }

    /** @param bound numbers are drawn from 0 to this */
    private void lookUp(RocksIndex index, String what, long bound) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> found = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                found.add(threads.submit(() -> lookUp(index, random, bound)));
            }
            int hits = 0;
            for (Future<Integer> each : found) {
                hits += each.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long all = (long) THREADS * LOOKUPS;
            say(String.format(
                    Locale.ROOT,
                    "%,.0f lookups a second from %d threads, of blobs %s (%,d of %,d found)",
                    all / seconds,
                    THREADS,
                    what,
                    hits,
                    all));
        }
    }

    private static int lookUp(RocksIndex index, SplittableRandom random, long bound) {
        int hits = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            long number = random.nextLong(Math.abs(bound));
            hits += index.blobs().find(digest(bound < 0 ? -1 - number : number)) instanceof Lookup.Found ? 1 : 0;
        }
        return hits;
    }

    private void evict(RocksIndex index, long many) throws Exception {
        long start = System.nanoTime();
        long gone = 0;
        while (gone < many) {
            for (Usage usage : page(index, (int) Math.min(64, many - gone))) {
                index.usage().evicted(usage.digest());
                index.blobs().remove(usage.digest());
                gone++;
            }
        }
        say("evicted %,d in %,d ms: %,d µs each"
                .formatted(gone, millis(start), millis(start) * 1000 / Math.max(1, gone)));
    }

    private static List<Usage> page(RocksIndex index, int limit) {
        if (index.usage().weakest(Optional.empty(), limit) instanceof Lookup.Found<List<Usage>> found) {
            return found.value();
        }
        throw new IllegalStateException("the index is down");
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(-1);
    }

    private void say(String line) {
        out.println(line);
    }
}
