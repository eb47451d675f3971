package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.hosts.CheckedImage;
import dev.entrepot.proxy.hosts.HostsCheck;
import dev.entrepot.proxy.hosts.HostsFolder;
import dev.entrepot.proxy.hosts.Remark;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.IndexFixture;
import dev.entrepot.testkit.registry.content.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Case 65: whether containerd would go through entrepot, seen from the node. */
class HostsCheckTest {

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    @TempDir
    private Path certs = Path.of("");

    private void hostsToml(String registry, String content) throws IOException {
        Files.createDirectories(certs.resolve(registry));
        Files.writeString(certs.resolve(registry).resolve("hosts.toml"), content);
    }

    private String mirror() {
        return "http://127.0.0.1:" + proxy.port();
    }

    private void mirrored(String registry) throws IOException {
        hostsToml(registry, "[host.\"" + mirror() + "\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
    }

    private List<Remark> check(String registry) {
        return new HostsCheck(new HostsFolder(certs), Optional.empty()).of(registry);
    }

    private static void assertGood(List<Remark> remarks) {
        assertThat(remarks).noneMatch(remark -> remark.kind() == Remark.Kind.BAD);
    }

    private static void assertBad(List<Remark> remarks, String... why) {
        assertThat(remarks)
                .filteredOn(remark -> remark.kind() == Remark.Kind.BAD)
                .singleElement()
                .extracting(Remark::text)
                .asString()
                .contains(why);
    }

    @Test
    void aMirrorThatIsUsedIsFineAndNobodyUpstreamIsAsked() throws IOException {
        mirrored("up.test");

        List<Remark> remarks = check("up.test");

        assertGood(remarks);
        assertThat(remarks)
                .extracting(Remark::text)
                .contains(mirror() + ": answers, without TLS", mirror() + ": knows ns=up.test");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void anImageThatIsAskedForShowsHeadAndRange() throws IOException {
        ImageFixture image = ImageFixture.random(1, 10_000);
        upstream.addIndex("a/b", "v1", IndexFixture.of(MediaTypes.OCI, image));
        mirrored("up.test");

        List<Remark> remarks =
                new HostsCheck(new HostsFolder(certs), CheckedImage.parse("up.test/a/b:v1")).of("up.test");

        assertGood(remarks);
        assertThat(remarks)
                .extracting(Remark::text)
                .anyMatch(text -> text.contains("HEAD names a/b:v1 as sha256:"))
                .contains(mirror() + ": Range is understood");
    }

    @Test
    void aMistakeInTheFileIsNamedWithItsPlace() throws IOException {
        hostsToml("up.test", "[host." + mirror() + "]\n  capabilities = [\"pull\"]\n");

        assertBad(check("up.test"), "hosts.toml:1:", "containerd ignores the whole file");
    }

    @Test
    void aRegistryWithoutAFolderGoesPast() {
        assertBad(check("up.test"), "no folder for it, nor _default", "entrepot hosts");
    }

    @Test
    void theDefaultCountsUnlessTheRegistryHasAFolderOfItsOwn() throws IOException {
        mirrored("_default");
        assertGood(check("up.test"));

        Files.createDirectories(certs.resolve("up.test"));
        assertBad(check("up.test"), "has no hosts.toml, and containerd looks no further");
    }

    @Test
    void aRegistryThatIsNotConfiguredThereIsToBeAdded() throws IOException {
        mirrored("other.test");

        assertBad(check("other.test"), "does not know ns=other.test", "entrepot.yaml");
    }

    @Test
    void aMirrorThatIsDownIsSaidToBe() throws IOException {
        mirrored("up.test");
        proxy.stop();

        assertBad(check("up.test"), "nobody answers", "is entrepot running");
    }

    @Test
    void anotherRegistryInItsPlaceIsNoticed() throws IOException {
        hostsToml("up.test", "[host.\"" + upstream.url() + "\"]\n");

        assertBad(check("up.test"), "does not answer as entrepot does");
    }

    @Test
    void withoutResolvingTagsGoPast() throws IOException {
        hostsToml("up.test", "[host.\"" + mirror() + "\"]\n  capabilities = [\"pull\"]\n");

        assertBad(check("up.test"), "\"resolve\"", "tags are resolved past it");
    }

    @Test
    void headersAreSentAsContainerdSendsThem() throws IOException {
        hostsToml(
                "up.test", "[host.\"" + upstream.url() + "\"]\n  header = {x-tenant = [\"a\", \"b\"], Host = \"c\"}\n");

        check("up.test");

        assertThat(upstream.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.headers("x-tenant")).containsExactly("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x y\" = \"a\"}", "{x-a = \"line\\nbreak\"}", "{x-a = [\"fine\", \"\\u0000\"]}"})
    void aHeaderThatCannotBeSentIsSaid(String header) throws IOException {
        hostsToml("up.test", "[host.\"" + mirror() + "\"]\n  header = " + header + "\n");

        assertBad(check("up.test"), "cannot be sent", "goes past it");
    }

    @Test
    void whatDiffersBetweenVersionsIsNoted() throws IOException {
        hostsToml(
                "up.test",
                "server = \"" + mirror()
                        + "\"\nskip-verify = true\ncapabilities = [\"pull\", \"resolve\", \"referrers\"]\n");

        List<Remark> remarks = check("up.test");

        assertGood(remarks);
        assertThat(remarks)
                .filteredOn(remark -> remark.kind() == Remark.Kind.NOTE)
                .extracting(Remark::text)
                .anyMatch(text -> text.contains("'skip-verify' is no key that containerd knows"))
                .anyMatch(text -> text.contains("containerd 1.x ignores such a file"))
                .anyMatch(text -> text.contains("\"referrers\" is new"));
    }

    @Test
    void settingsForTlsOfAHostInTheClearAreNoted() throws IOException {
        hostsToml("up.test", "[host.\"" + mirror() + "\"]\n  skip_verify = true\n");

        assertThat(check("up.test"))
                .extracting(Remark::text)
                .anyMatch(text -> text.contains("skip_verify: containerd believes whoever answers"))
                .anyMatch(text -> text.contains("containerd 2.x tries https first"));
    }

    @Test
    void plainHttpWhereTlsIsMeantIsSaidToFail() throws IOException {
        hostsToml("up.test", "[host.\"https://127.0.0.1:" + proxy.port() + "\"]\n");

        assertBad(check("up.test"), "TLS fails");
    }
}
