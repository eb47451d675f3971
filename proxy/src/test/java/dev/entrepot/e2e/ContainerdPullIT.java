package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.LoggedRequest;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealContainerd;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real containerd whose {@code hosts.toml} names entrepot alone pulls what a real registry holds. */
class ContainerdPullIT {

    private static final String TAG = "up.test/team/app:1";
    private static final RandomFile[] FILES = {
        new RandomFile("etc/app/config.bin", 1000),
        new RandomFile("usr/lib/app.so", 3 << 20),
        new RandomFile("opt/app/data.bin", 20 << 20)
    };

    @RegisterExtension
    static final Lab lab = new Lab("containerd", "ctr", "docker-registry", "skopeo");

    private RealRegistry upstream;
    private RealEntrepot entrepot;

    @BeforeEach
    void start() {
        upstream = lab.registry("upstream");
        entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "1h"));
    }

    @Test
    void aColdPullUnpacksTheImageAndFetchesEachBlobOnce() {
        OciImage image = pushed();
        RealContainerd node = node("node");

        node.pull(TAG);

        assertHolds(node, TAG, image);
        List<LoggedRequest> blobs = blobGets();
        assertThat(blobs)
                .extracting(LoggedRequest::path)
                .doesNotHaveDuplicates()
                .hasSize(4);
        assertThat(blobs).allMatch(request -> request.status() == 200);
    }

    @Test
    void aSecondNodeCausesNoUpstreamRequest() {
        OciImage image = pushed();
        node("first").pull(TAG);
        RealContainerd second = node("second");
        upstream.forget();

        second.pull(TAG);

        assertHolds(second, TAG, image);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aPullByDigestWorksColdAndThenCausesNoUpstreamRequest() {
        OciImage image = pushed();
        String reference = "up.test/team/app@" + image.digest();
        node("first").pull(reference);
        RealContainerd second = node("second");
        upstream.forget();

        second.pull(reference);

        assertHolds(second, reference, image);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aPullByDigestAfterOneByTagCausesNoUpstreamRequest() {
        OciImage image = pushed();
        node("first").pull(TAG);
        upstream.forget();

        node("second").pull("up.test/team/app@" + image.digest());

        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void ofAnIndexOnlyThePlatformsAskedForAreFetched() {
        OciImage image = lab.images().multiPlatform("1", FILES);
        upstream.push(image, "team/app");
        RealContainerd node = node("node");

        node.pull(TAG);
        assertThat(blobGets()).hasSize(4);
        assertHolds(node, TAG, image);

        node.pull(TAG, "--platform", OciImages.otherPlatform());
        assertThat(blobGets())
                .extracting(LoggedRequest::path)
                .doesNotHaveDuplicates()
                .hasSize(8);
    }

    @Test
    void aDockerSchema2ImageIsPassedOnByteForByte() {
        OciImage image = lab.images().image("1", FILES);
        upstream.pushAsDockerSchema2(image, "team/app");
        RealContainerd direct = lab.containerd("direct");
        direct.mirror("up.test", upstream.url());
        direct.pull(TAG);
        RealContainerd node = node("node");

        node.pull(TAG);

        assertHolds(node, TAG, image, direct.digestOf(TAG));
    }

    @Test
    void aFreshNodePullsWhileTheUpstreamIsStopped() {
        OciImage image = pushed();
        node("first").pull(TAG);
        upstream.stop();
        RealContainerd second = node("second");

        second.pull(TAG);

        assertHolds(second, TAG, image);
    }

    @Test
    void aRestartForgetsNothingEvenWhileTheUpstreamIsStopped() {
        OciImage image = pushed();
        node("first").pull(TAG);
        upstream.stop();
        entrepot.stop();
        entrepot.start();
        RealContainerd second = node("second");

        second.pull(TAG);

        assertHolds(second, TAG, image);
    }

    @Test
    void aTagPastItsTimeToLiveIsStillServedWhileTheUpstreamIsStopped() {
        OciImage image = pushed();
        entrepot.stop();
        entrepot.configure(EntrepotYaml.upTest(upstream.url(), "1ms"));
        entrepot.start();
        node("first").pull(TAG);
        upstream.stop();
        RealContainerd second = node("second");

        second.pull(TAG);

        assertHolds(second, TAG, image);
    }

    @Test
    void aMovedTagIsSeenOncePastItsTimeToLive() {
        pushed();
        entrepot.stop();
        entrepot.configure(EntrepotYaml.upTest(upstream.url(), "1ms"));
        entrepot.start();
        node("first").pull(TAG);
        OciImage moved = OciImages.in(lab.folder("moved")).image("1", new RandomFile("etc/moved", 10));
        upstream.push(moved, "team/app");
        RealContainerd second = node("second");

        second.pull(TAG);

        assertHolds(second, TAG, moved);
    }

    @Test
    void anImageThatTheUpstreamDoesNotHaveIsNotFound() {
        pushed();

        assertThat(node("node").tryPull("up.test/team/other:1").err()).contains("http.StatusNotFound");
    }

    private OciImage pushed() {
        OciImage image = lab.images().image("1", FILES);
        upstream.push(image, "team/app");
        return image;
    }

    private RealContainerd node(String name) {
        RealContainerd node = lab.containerd(name);
        node.mirror("up.test", entrepot.url());
        return node;
    }

    private List<LoggedRequest> blobGets() {
        return upstream.requests().stream().filter(LoggedRequest::isBlobGet).toList();
    }

    private static void assertHolds(RealContainerd node, String reference, OciImage image) {
        assertHolds(node, reference, image, image.digest().toString());
    }

    private static void assertHolds(RealContainerd node, String reference, OciImage image, String digest) {
        assertThat(node.digestOf(reference)).isEqualTo(digest);
        assertThat(node.checksums(reference, image.paths())).isEqualTo(image.checksums());
    }
}
