package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.wire.Gate;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** "Why was this pull slow" is answered by the log. */
class SlowPullsTest {

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final ConfiguredProxy proxy = new ConfiguredProxy();

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private void start(String slowPull) throws Exception {
        proxy.start("slow-pull: " + slowPull + "\ndefault-upstream: up.test\nupstreams: {up.test: {url: '"
                + upstream.url() + "', tag-ttl: 0s}}");
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private List<String> pulls() {
        return log.pulls();
    }

    private String onlyPull() {
        await().untilAsserted(() -> assertThat(pulls()).hasSize(1));
        return pulls().getFirst();
    }

    @Test
    void aColdBlobIsToldOfWithAllThatItWasMadeOf() throws Exception {
        upstream.requireTokens();
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 1 << 20));
        start("0s");

        proxy.get("/v2/a/b/blobs/" + blob);

        assertThat(onlyPull())
                .startsWith("slow pull: id=")
                .contains(" reference=" + blob + " status=200 cache=miss ")
                .matches(
                        ".* phases=\"route=[\\d.]+ .*permission=.*"
                                + "fill=[\\d.]+\\(.*blob@.*token@.*body@.*write=.*verify=.*commit=[\\d.]+\\(.*force=.*register=.*\"");
    }

    @Test
    void aManifestByTagIsToldOfWithItsToken() throws Exception {
        upstream.requireTokens();
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        start("0s");

        proxy.get("/v2/a/b/manifests/latest");

        assertThat(onlyPull()).matches(".* phases=\"route=.*manifest@.*token@.*register=.*\"");
    }

    @Test
    void aPullThatWaitsForAnothersFetchSaysWhatThatDid() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 1 << 20));
        Gate gate = new Gate();
        upstream.faults().onBlob(blob).holdAt(1000, gate);
        start("0s");
        try (Wire first = proxy.connect();
                Wire second = proxy.connect()) {
            first.send("GET", "/v2/a/b/blobs/" + blob);
            gate.awaitArrived();
            second.send("GET", "/v2/a/b/blobs/" + blob);
            await().until(() -> proxy.status().fills().getFirst().readers() == 2);
            gate.open();
            first.receive("GET");
            second.receive("GET");
        }

        await().untilAsserted(() -> assertThat(pulls()).hasSize(2));
        assertThat(pulls())
                .filteredOn(line -> line.contains("cache=joined"))
                .singleElement()
                .asString()
                .matches(".* phases=\".*join@up\\.test=.* waited_for=\\(fill=.*blob@.*");
    }

    @Test
    void aPullThatFailedSaysAtWhat() throws Exception {
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        upstream.faults().onManifests().status(500);
        start("1h");

        assertThat(proxy.get("/v2/a/b/manifests/latest").status()).isEqualTo(503);

        assertThat(onlyPull())
                .startsWith("failed pull: id=")
                .containsPattern(" phases=\".*manifest@127\\.0\\.0\\.1:\\d+=[\\d.]+(\\*\\d)?!500 pause=[\\d.]+");
    }

    @Test
    void whatIsServedAtOnceIsNotToldOf() throws Exception {
        Digest blob = upstream.addBlob("a/b", BlobContent.random(2, 1 << 10));
        start("1h");
        proxy.get("/v2/a/b/blobs/" + blob);
        await().until(() -> proxy.status().blobs().blobs() == 1);
        proxy.get("/v2/a/b/blobs/" + blob);
        proxy.get("/v2/a/b/blobs/" + Digest.parse("sha256:" + "0".repeat(64)));
        proxy.stop();

        assertThat(pulls()).isEmpty();
    }
}
