package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.app.Proxy;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** {@code entrepot status} and {@code entrepot purge} against a running proxy, and against none. */
class AdminCommandsTest {

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Proxy proxy;
    private Digest blob;

    @BeforeEach
    void pull() throws Exception {
        Path file = Files.writeString(folder.resolve("entrepot.yaml"), """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                data: data
                default-upstream: up.test
                upstreams: {up.test: {url: "%s"}}
                """.formatted(upstream.url()));
        proxy = Proxy.start(new ConfigLoader(Map.of(), folder).load(Optional.of(file), Map.of()), "1.2.3");
        blob = upstream.addBlob("a/b", BlobContent.random(1, 3 << 20));
        get("/v2/a/b/blobs/" + blob);
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private int run(String... arguments) {
        return new CommandLine(new EntrepotCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void get(String path) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + proxy.address().getPort() + path);
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.discarding());
    }

    private String admin() {
        return "127.0.0.1:" + proxy.adminAddress().orElseThrow().getPort();
    }

    @Test
    void statusSaysWhatWasServedAndFetched() {
        assertThat(run("status", "--admin", admin())).isZero();

        assertThat(out.toString())
                .contains("entrepot 1.2.3 is ready")
                .contains("listens    127.0.0.1:" + proxy.address().getPort())
                .contains("administrators: " + admin())
                .contains("index open")
                .contains("fetched    3.0 MiB")
                .contains("upstream   up.test: ");
    }

    @Test
    void aLevelIsSetWhileItRuns() {
        assertThat(run("loglevel", "dev.entrepot.core.fsck", "debug", "--admin", admin()))
                .isZero();
        assertThat(out.toString()).contains("dev.entrepot.core.fsck DEBUG");
        assertThat(LoggerFactory.getLogger("dev.entrepot.core.fsck.Fsck").isDebugEnabled())
                .isTrue();

        run("loglevel", "dev.entrepot.core.fsck", "default", "--admin", admin());
        assertThat(LoggerFactory.getLogger("dev.entrepot.core.fsck.Fsck").isDebugEnabled())
                .isFalse();
    }

    @Test
    void aLevelThatIsNoneIsRefused() {
        assertThat(run("loglevel", "dev.entrepot", "loud", "--admin", admin())).isEqualTo(1);
        assertThat(err.toString()).contains("'loud' is no level; there are trace, debug");
        assertThat(run("loglevel", "dev.entrepot", "--admin", admin())).isEqualTo(2);
    }

    @Test
    void statusAsJsonIsWhatTheProxyAnswered() {
        assertThat(run("status", "--json", "--admin", admin())).isZero();

        assertThat(out.toString()).startsWith("{").contains("\"version\" : \"1.2.3\"");
    }

    @Test
    void statusSaysWhatIsDegraded() throws Exception {
        upstream.stopListening();
        get("/v2/a/b/manifests/none");

        assertThat(run("status", "--admin", admin())).isZero();

        assertThat(out.toString())
                .contains("entrepot 1.2.3 is degraded")
                .contains("degraded   upstream up.test since ")
                .contains("last trouble ");
    }

    @Test
    void explainSaysWhatIsKnownOfAnImageAndAsksNobody() throws Exception {
        ImageFixture image = ImageFixture.random(7, 100_000, 200_000);
        upstream.addImage("team/app", "1", image);
        get("/v2/team/app/manifests/1");
        get("/v2/team/app/blobs/" + image.layer(0).digest());
        int asked = upstream.requests().size();

        assertThat(run("explain", "up.test/team/app:1", "--admin", admin())).isZero();

        assertThat(out.toString())
                .contains("up.test/team/app:1")
                .contains("upstream   up.test at " + upstream.url())
                .contains("digest     " + image.digest())
                .contains("last pull  ", " ago: miss")
                .contains("a pull     is answered from here; 2 blobs (")
                .contains(") to fetch");
        assertThat(out.toString().lines().filter(line -> line.contains("disk  ")))
                .hasSize(2);
        assertThat(upstream.requests()).hasSize(asked);
    }

    @Test
    void explainOfWhatWasNeverPulledSaysSo() {
        assertThat(run("explain", "team/other:1", "--admin", admin())).isZero();

        assertThat(out.toString())
                .contains("digest     not known here")
                .contains("last pull  none but hits since the start")
                .contains("a pull     fetches the manifest from the upstream");
    }

    @Test
    void explainOfNoImageFailsWithTheReason() {
        assertThat(run("explain", "team/app", "--admin", admin())).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString()).contains("'team/app' has neither a tag nor a digest");
    }

    @Test
    void statusSaysWhatIsWellOfWhatWasUsed() {
        assertThat(run("status", "--admin", admin())).isZero();

        assertThat(out.toString()).containsPattern("paths {6}\\d+ used in the last minutes: \\d+ well");
    }

    @Test
    void purgeSaysWhatWasFreed() {
        assertThat(run("purge", blob.toString(), "--admin", admin())).isZero();

        assertThat(out.toString()).startsWith("digest " + blob + ": 0 tags, 0 manifests and ");
    }

    @Test
    void purgeOfWhatIsNoImageFailsWithTheReason() {
        assertThat(run("purge", "ghcr.example:5000/x", "--admin", admin())).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString()).contains("'ghcr.example:5000' is not configured here");
    }

    @Test
    void withoutAProxyBothFailAndSayWhatToDo() throws IOException {
        String nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + free.getLocalPort();
        }

        assertThat(run("status", "--admin", nobody)).isEqualTo(ExitCode.FAILED);
        assertThat(run("purge", "alpine", "--admin", nobody)).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("entrepot: no proxy answers on http://" + nobody))
                .allMatch(line -> line.contains("--admin HOST:PORT"));
    }

    @Test
    void anotherServerIsNoEntrepot() {
        assertThat(run("status", "--admin", "127.0.0.1:" + proxy.address().getPort()))
                .isEqualTo(ExitCode.FAILED);

        assertThat(err.toString()).contains("answered 404").contains("is no entrepot");
    }

    @Test
    void anAdminThatIsOffIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("off.yaml"), "admin: off\n");

        assertThat(run("status", "--config", file.toString())).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString()).contains("the key 'admin' is off");
    }

    @Test
    void anAddressThatIsNoneIsAMistakeOfUsage() {
        assertThat(run("status", "--admin", "5001")).isEqualTo(ExitCode.USAGE);
    }
}
