package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.entrepot.testkit.real.GeneratedRegistry;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fifty clients want one cold blob at once: it is fetched once, and everybody has it as soon as it is there. */
class HerdIT {

    private static final int CLIENTS = 50;
    private static final int BLOB = 100 << 20;
    private static final double IDEAL_SECONDS = 4;
    private static final double SLACK = 1.15;
    private static final long RESIDENT_KIB = 256 << 10;

    /** A machine that is busy with something else shows nothing; one good run shows that it can be done. */
    private static final int TRIES = 3;

    @RegisterExtension
    static final Lab lab = new Lab();

    @Test
    void fiftyClientsOfAColdBlobCostOneUpstreamRequestAndHaveItInNearlyTheTimeOfOne() throws Exception {
        ImageFixture image =
                ImageFixture.builder(1).raw().layers(BLOB, BLOB, BLOB).build();
        GeneratedRegistry upstream =
                lab.generatedRegistry("upstream", "--raw=true", "--layers=100MiB,100MiB,100MiB", "--rate=25MiB");
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));

        double best = Double.MAX_VALUE;
        for (int run = 0; run < TRIES && best > IDEAL_SECONDS * SLACK; run++) {
            best = Math.min(best, seconds(image.layer(run), upstream, entrepot));
        }

        assertThat(best).as("seconds").isLessThanOrEqualTo(IDEAL_SECONDS * SLACK);
    }

    /** One herd. Everything but the time must be right whatever else the machine does. */
    private static double seconds(Part blob, GeneratedRegistry upstream, RealEntrepot entrepot) throws Exception {
        Herd herd = new Herd(entrepot.port(), blob.content().toBytes());

        Herd.Outcome outcome = herd.ask(CLIENTS, "/v2/library/demo/blobs/" + blob.digest());

        report(outcome, entrepot);
        assertThat(outcome.wrong()).isEmpty();
        // The registry notes an answer when it has ended, which a client may see first.
        await().until(() -> !askedOf(upstream, blob).isEmpty());
        assertThat(askedOf(upstream, blob)).hasSize(1).allMatch(request -> request.endsWith(" -> 200 sent=" + BLOB));
        assertThat(entrepot.peakRssKiB()).as("KiB resident").isLessThanOrEqualTo(RESIDENT_KIB);
        return outcome.seconds();
    }

    private static List<String> askedOf(GeneratedRegistry upstream, Part blob) {
        String start = blob.digest().hex().substring(0, 12);
        return upstream.requests().stream()
                .filter(request -> request.contains(start))
                .toList();
    }

    @SuppressWarnings("SystemOut") // The figures are for whoever reads the build's output.
    private static void report(Herd.Outcome outcome, RealEntrepot entrepot) {
        System.out.printf(
                Locale.ROOT,
                "herd: %d clients of a cold 100 MiB blob at 25 MiB/s: %d right, %.2f s (%.2f x ideal), peak %d MiB%n",
                CLIENTS,
                outcome.right(),
                outcome.seconds(),
                outcome.seconds() / IDEAL_SECONDS,
                entrepot.peakRssKiB() >> 10);
    }
}
