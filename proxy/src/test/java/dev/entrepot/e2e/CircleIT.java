package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two caches whose upstream is the other one: each tells the other by {@code Via} whom it asks for, so that the first
 * finds itself in what comes back, and nobody waits for himself.
 */
class CircleIT {

    private static final String NOWHERE = "http://127.0.0.1:1";

    @RegisterExtension
    static final Lab lab = new Lab();

    @Test
    void whatTwoProcessesAskEachOtherForEndsAtOnce() {
        RealEntrepot first = lab.entrepot("first", EntrepotYaml.upTest(NOWHERE, "1h"));
        RealEntrepot second = lab.entrepot("second", EntrepotYaml.upTest(first.url(), "1h"));
        first.stop();
        first.configure(EntrepotYaml.upTest(second.url(), "1h"));
        first.start();

        for (String target : List.of("manifests/1", "blobs/sha256:" + "0".repeat(64), "tags/list")) {
            long start = System.nanoTime();
            HttpResponse<byte[]> answer = first.get("/v2/up.test/a/b/" + target);

            assertThat(answer.statusCode()).as(target).isEqualTo(508);
            assertThat(new String(answer.body(), UTF_8)).contains("UNAVAILABLE", "in a circle");
            assertThat((System.nanoTime() - start) / 1e9).as(target).isLessThan(10);
        }
    }
}
