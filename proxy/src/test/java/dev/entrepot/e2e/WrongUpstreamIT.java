package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RawConnection;
import dev.entrepot.testkit.real.RawConnection.Ending;
import dev.entrepot.testkit.real.RawConnection.RawAnswer;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.fault.Fault;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upstream that does wrong, seen from a real containerd: what can be mended is, what cannot is refused with a status
 * that sends containerd to its next host, nothing wrong is ever stored, and the next pull is right.
 */
class WrongUpstreamIT {

    private static final String TAG = "up.test/app:1";
    private static final int LAYER = 8 << 20;
    private static final int MIDDLE = LAYER / 2;

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr");

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final ImageFixture image = ImageFixture.random(1, 1_000_000, LAYER);
    private final Digest layer = image.layer(1).digest();
    private RealEntrepot entrepot;
    private RealContainerd node;

    @BeforeEach
    void start() {
        upstream.addImage("app", "1", image);
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
        node = lab.containerd("node");
        node.mirror("up.test", entrepot.url());
    }

    static Stream<Arguments> mended() {
        return Stream.of(
                mended("no length, chunked", Fault::chunked, ""),
                mended("no length, until the connection closes", Fault::untilClose, ""),
                mended("cut by FIN", fault -> fault.times(1).cutAfter(MIDDLE), " bytes=" + MIDDLE + "-"),
                mended(
                        "cut by FIN every time",
                        fault -> fault.withoutRange().cutAfter(MIDDLE),
                        " bytes=" + MIDDLE + "-"),
                // A reset may take with it what was sent and not yet read.
                mended("cut by RST", fault -> fault.times(1).resetAfter(MIDDLE), " bytes="));
    }

    private static Arguments mended(String name, Consumer<Fault> wrong, String second) {
        return arguments(named(name, wrong), second);
    }

    /** @param second the end of the second upstream request's line; empty where there is none */
    @ParameterizedTest
    @MethodSource
    void mended(Consumer<Fault> wrong, String second) throws IOException {
        wrong.accept(upstream.faults().onBlob(layer));

        node.pull(TAG);

        assertThat(node.digestOf(TAG)).isEqualTo(image.digest().toString());
        List<String> asked = layerRequests();
        assertThat(asked).hasSize(second.isEmpty() ? 1 : 2);
        assertThat(asked.getLast()).contains(second);
        assertThat(StoredBlobs.verified(entrepot.data())).contains(layer);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("a length too large", fault -> fault.contentLength(LAYER + 1000), "502 Bad Gateway", 1),
                refused("a length too small", fault -> fault.contentLength(LAYER - 1000), "502 Bad Gateway", 1),
                refused("FIN for a request", Fault::cutBeforeHeaders, "503 Service Unavailable", 5),
                refused("RST for a request", Fault::resetBeforeHeaders, "503 Service Unavailable", 5),
                refused("FIN after the headers", fault -> fault.cutAfter(0), "503 Service Unavailable", 3),
                refused("RST after the headers", fault -> fault.resetAfter(0), "503 Service Unavailable", 3),
                refused("500", fault -> fault.status(500), "503 Service Unavailable", 3),
                refused("429", fault -> fault.status(429), "503 Service Unavailable", 1),
                refused("hangs before the headers", Fault::hangBeforeHeaders, "503 Service Unavailable", 1),
                refused("hangs after the headers", Fault::hangAfterHeaders, "503 Service Unavailable", 1));
    }

    private static Arguments refused(String name, Consumer<Fault> wrong, String status, int requests) {
        return arguments(named(name, wrong), status, requests);
    }

    /**
     * @param status as containerd prints it
     * @param requests how often the upstream is asked at most; what may pass is asked three times, and each
     *     reused connection that ended costs one more
     */
    @ParameterizedTest
    @MethodSource
    void refused(Consumer<Fault> wrong, String status, int requests) throws IOException {
        wrong.accept(upstream.faults().onBlob(layer));
        long start = System.nanoTime();

        assertThat(node.tryPull(TAG).err()).contains(status);

        assertThat((System.nanoTime() - start) / 1e9).as("seconds").isLessThan(25);
        assertThat(layerRequests()).hasSizeBetween(1, requests);
        assertThat(StoredBlobs.verified(entrepot.data())).doesNotContain(layer);
        assertTheNextPullIsRight();
    }

    @Test
    void anUpstreamThatRefusesConnections() throws IOException {
        upstream.stopListening();

        assertThat(node.tryPull(TAG).err()).contains("503 Service Unavailable");

        upstream.startListening();
        assertTheNextPullIsRight();
    }

    @Test
    void aWrongByteIsABodyThatEndsShortByFinAndThen502UntilAMinuteHasPassed() throws Exception {
        upstream.faults().onBlob(layer).corruptAt(MIDDLE);

        RawAnswer body = blob();
        assertThat(body.status()).isEqualTo(200);
        assertThat(body.length()).isEqualTo(LAYER);
        assertThat(body.body()).hasSizeLessThan(LAYER);
        assertThat(body.ending()).isEqualTo(Ending.FIN);

        assertThat(blob().status()).isEqualTo(502);
        assertThat(blob("Range: bytes=10-20").status()).isEqualTo(502);
        assertThat(node.tryPull(TAG).err()).contains("502 Bad Gateway", "came wrong from its upstream");
        assertThat(layerRequests()).hasSize(1);
        assertThat(StoredBlobs.verified(entrepot.data())).doesNotContain(layer);

        // What is wrong is remembered in memory, and a restart is quicker than a minute.
        entrepot.stop();
        entrepot.start();
        assertTheNextPullIsRight();
    }

    @Test
    void containerdSaysThatABodyWithAWrongByteEndedShort() throws IOException {
        upstream.faults().onBlob(layer).corruptAt(MIDDLE);

        assertThat(node.tryPull(TAG).err()).containsAnyOf("unexpected EOF", "502 Bad Gateway");

        assertThat(layerRequests()).hasSize(1);
        assertThat(StoredBlobs.verified(entrepot.data())).doesNotContain(layer);
    }

    private void assertTheNextPullIsRight() throws IOException {
        upstream.faults().clear();
        upstream.clear();

        node.pull(TAG);

        assertThat(node.digestOf(TAG)).isEqualTo(image.digest().toString());
        assertThat(layerRequests()).hasSize(1);
        assertThat(StoredBlobs.verified(entrepot.data())).contains(layer);
    }

    private RawAnswer blob(String... lines) throws IOException {
        try (RawConnection connection = RawConnection.to(entrepot.port())) {
            return connection.ask("GET", "/v2/app/blobs/" + layer, lines).answer();
        }
    }

    private List<String> layerRequests() {
        String start = layer.hex().substring(0, 12);
        return upstream.lines().stream().filter(line -> line.contains(start)).toList();
    }
}
