package dev.entrepot.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.app.OfflineFsck;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The real process is killed at random moments under load. After each kill, with the upstream gone, everything it had
 * acknowledged must be served, whole and right; nothing it holds may be wrong; and no litter may stay.
 *
 * <p>A few rounds in every build; in full by {@code -Dcrash.rounds=200}. {@code -Dcrash.seed} repeats the choices, though
 * not the moments, of a run.
 */
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 6);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    private static final int CLIENTS = 6;
    private static final int IMAGES_A_ROUND = 3;
    private static final int OLDER_CHECKED = 40;
    private static final int LONGEST_MILLIS = 2_500;
    private static final int USUAL_LAYER = 3 << 20;

    /** More than is written between two forced offsets, so that there is something to resume. */
    private static final int LARGE_LAYER = 64 << 20;

    private static final int ONE_LARGE_IN = 12;
    private static final long UPSTREAM_RATE = 32 << 20;

    @RegisterExtension
    static final Lab lab = new Lab();

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final Random random = new Random(SEED);
    private final Acknowledged acknowledged = new Acknowledged();
    private final List<CrashLoad.Tagged> images = new ArrayList<>();
    private final Set<String> hashed = new HashSet<>();
    private long answers;
    private long checks;

    @Test
    void whateverItAcknowledgedSurvivesEveryKill() throws Exception {
        upstream.upstreamRate(UPSTREAM_RATE);
        RealEntrepot entrepot = lab.entrepot("""
                default-upstream: up.test
                upstreams: {up.test: {url: "%s", tag-ttl: 1h}}
                """.formatted(upstream.url()));
        for (int round = 0; round < ROUNDS; round++) {
            publish(round);
            loadAndKill(entrepot);
            upstream.stopListening();
            entrepot.start();
            assertServed(entrepot, acknowledged.sample(OLDER_CHECKED, random));
            assertNothingWrongOnDisk(entrepot.data());
            entrepot.kill9();
            upstream.startListening();
            entrepot.start();
        }
        upstream.stopListening();
        assertServed(entrepot, acknowledged.all());
        awaitIndex(entrepot);
        entrepot.stop();
        assertSound(entrepot.data());
        report();
    }

    private void publish(int round) {
        for (int i = 0; i < IMAGES_A_ROUND; i++) {
            long[] layers = random.longs(3, 2_000, USUAL_LAYER).toArray();
            if (random.nextInt(ONE_LARGE_IN) == 0) {
                layers[0] = random.nextLong(LARGE_LAYER / 2, LARGE_LAYER);
            }
            ImageFixture image = ImageFixture.random(random.nextLong(), layers);
            String repository = "app" + random.nextInt(5);
            upstream.addImage(repository, "r" + round + "-" + i, image);
            images.add(new CrashLoad.Tagged(repository, "r" + round + "-" + i, image));
        }
    }

    private void loadAndKill(RealEntrepot entrepot) throws InterruptedException {
        List<CrashLoad.Tagged> pulled = new ArrayList<>(images.subList(Math.max(0, images.size() - 6), images.size()));
        pulled.add(images.get(random.nextInt(images.size())));
        CrashLoad load = new CrashLoad(entrepot.url(), acknowledged);
        load.start(CLIENTS, pulled, random.nextLong());
        Thread.sleep(random.nextInt(LONGEST_MILLIS));
        entrepot.kill9();
        load.end();
        answers += load.answers();
    }

    private void assertServed(RealEntrepot entrepot, Map<String, Digest> targets) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            targets.forEach((target, digest) -> running.add(threads.submit(() -> {
                HttpResponse<byte[]> answer = entrepot.get(target);
                assertThat(answer.statusCode()).as("%s, seed %d", target, SEED).isEqualTo(200);
                assertThat(Digest.sha256(answer.body()))
                        .as("%s, seed %d", target, SEED)
                        .isEqualTo(digest);
            })));
            for (Future<?> one : running) {
                one.get();
            }
        }
        checks += targets.size();
    }

    private void assertNothingWrongOnDisk(Path data) throws IOException {
        try (Stream<Path> blobs = Files.list(data.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                String name = String.valueOf(blob.getFileName());
                if (hashed.add(name)) {
                    assertThat(Digest.sha256(Files.readAllBytes(blob)).hex()).isEqualTo(name);
                }
            }
        }
        try (Stream<Path> ingest = Files.list(data.resolve("ingest"))) {
            Set<String> names = new HashSet<>(
                    ingest.map(file -> String.valueOf(file.getFileName())).toList());
            assertThat(names).allSatisfy(name -> assertThat(name).matches(".*\\.(part|json)"));
            assertThat(names)
                    .filteredOn(name -> name.endsWith(".part"))
                    .allSatisfy(part -> assertThat(names).contains(part.replace(".part", ".json")));
        }
    }

    /** What a kill left out is added beside serving. */
    private static void awaitIndex(RealEntrepot entrepot) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(entrepot.admin("/readyz")).doesNotContain("\"index\""));
    }

    private static void assertSound(Path data) throws ConfigException, IOException, InterruptedException {
        Configuration configuration =
                new ConfigLoader(Map.of(), data).load(Optional.empty(), Map.of("data", data.toString()));
        try (OfflineFsck offline = new OfflineFsck(configuration, new FsckOptions(false, true), Pace.FULL)) {
            offline.run();
            assertThat(offline.fsck().report().findings()).isEmpty();
            assertThat(offline.fsck().report().isSound()).isTrue();
        }
    }

    @SuppressWarnings("SystemOut") // For whoever reads the build's output.
    private void report() {
        long resumed = upstream.requests("GET", "/blobs/").stream()
                .filter(request -> String.valueOf(request.header("Range")).matches("bytes=[1-9][0-9]*-"))
                .count();
        System.out.printf(
                "crash test: %d kills under load, seed %d: %d whole answers, %d acknowledged, %d of them asked for again, "
                        + "%d blobs on disk, all right; %d fills resumed%n",
                ROUNDS, SEED, answers, acknowledged.size(), checks, hashed.size(), resumed);
    }
}
