package dev.entrepot.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.app.Proxy;
import dev.entrepot.proxy.fsck.FsckAnswer;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code entrepot fsck} by itself, and beside a running proxy. */
class FsckCommandTest {

    private static final ImageFixture IMAGE = ImageFixture.random(3, 200_000, 5_000);

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private @Nullable Proxy proxy;

    @BeforeEach
    void pull() throws Exception {
        Files.writeString(folder.resolve("entrepot.yaml"), """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                data: %s
                default-upstream: up.test
                upstreams: {up.test: {url: "%s"}}
                """.formatted(data(), upstream.url()));
        upstream.addImage("a/b", "1", IMAGE);
        Proxy running = start();
        get(running, "manifests/1");
        get(running, "blobs/" + IMAGE.config().digest());
        get(running, "blobs/" + IMAGE.layer(0).digest());
        get(running, "blobs/" + IMAGE.layer(1).digest());
        Awaitility.await().until(() -> blobs() == 4 && isEmpty("ingest"));
    }

    private Proxy start() throws Exception {
        Path file = folder.resolve("entrepot.yaml");
        proxy = Proxy.start(new ConfigLoader(Map.of(), folder).load(Optional.of(file), Map.of()), "test");
        return proxy;
    }

    private static void get(Proxy proxy, String what) throws Exception {
        URI target = URI.create("http://127.0.0.1:" + proxy.address().getPort() + "/v2/a/b/" + what);
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path file(Digest digest) {
        return data().resolve("blobs/sha256").resolve(digest.hex());
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.list(data().resolve("blobs/sha256"))) {
            return files.count();
        }
    }

    private boolean isEmpty(String name) throws IOException {
        try (Stream<Path> files = Files.list(data().resolve(name))) {
            return files.findAny().isEmpty();
        }
    }

    private int fsck(String... options) {
        return run(Stream.concat(admin(), Stream.of(options)));
    }

    private int run(Stream<String> options) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "fsck",
                                "--config",
                                folder.resolve("entrepot.yaml").toString()),
                        options)
                .toArray(String[]::new);
        return new CommandLine(new EntrepotCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Stream<String> admin() {
        return proxy == null
                ? Stream.empty()
                : Stream.of(
                        "--admin",
                        "127.0.0.1:" + proxy.adminAddress().orElseThrow().getPort());
    }

    private void turnABit(Digest digest) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file(digest).toFile(), "rw")) {
            file.seek(100_000);
            int old = file.read();
            file.seek(100_000);
            file.write(old ^ 1);
        }
    }

    @Test
    void aSoundFolderIsSoundByItself() {
        stop();

        assertThat(fsck("--verify-digests")).isZero();

        assertThat(out.toString())
                .contains("checked 4 blobs")
                .contains("1 manifests, 1 tags")
                .contains("0 found");
    }

    @Test
    void aSoundFolderIsSoundBesideARunningProxy() {
        assertThat(fsck("--verify-digests")).as("%s", err).isZero();

        assertThat(out.toString()).contains("checked 4 blobs").contains("0 found");
    }

    @Test
    void whatIsWrongIsSaidAndLeftAsItIs() throws IOException {
        stop();
        turnABit(IMAGE.layer(0).digest());
        Files.writeString(data().resolve("ingest/7.tmp"), "half");

        assertThat(fsck("--verify-digests")).isEqualTo(1);

        assertThat(out.toString())
                .contains("WRONG_DIGEST " + IMAGE.layer(0).digest())
                .contains("UNFINISHED_WRITE ingest/7.tmp")
                .contains("2 found, 0 repaired");
        assertThat(file(IMAGE.layer(0).digest())).exists();
        assertThat(data().resolve("ingest/7.tmp")).exists();
        assertThat(data().resolve("quarantine")).doesNotExist();
    }

    @Test
    void whatIsRepairedIsRightAndFetchedWhenAskedFor() throws Exception {
        stop();
        turnABit(IMAGE.layer(0).digest());
        Files.writeString(data().resolve("ingest/7.tmp"), "half");

        assertThat(fsck("--verify-digests", "--repair")).isZero();
        assertThat(out.toString()).contains("2 found, 2 repaired");
        assertThat(fsck("--verify-digests")).isZero();

        get(start(), "blobs/" + IMAGE.layer(0).digest());
    }

    @Test
    void aRunningProxyRepairsAndServesOn() throws Exception {
        turnABit(IMAGE.layer(0).digest());

        assertThat(fsck("--verify-digests", "--repair", "--json")).as("%s", err).isZero();

        FsckAnswer answer = Json.read(out.toString(), FsckAnswer.class);
        assertThat(answer.sound()).isTrue();
        assertThat(answer.repaired()).isEqualTo(Map.of("WRONG_DIGEST", 1L));
        assertThat(data().resolve("quarantine")).isNotEmptyDirectory();
        get(Objects.requireNonNull(proxy), "blobs/" + IMAGE.layer(0).digest());
    }

    @Test
    void aLostIndexIsSaidToBeSoAndRebuilt() throws IOException {
        stop();
        delete(data().resolve("index"));

        assertThat(fsck()).isEqualTo(1);
        assertThat(out.toString()).contains("INDEX_LOST");
        assertThat(data().resolve("index")).doesNotExist();

        assertThat(fsck("--repair")).as("%s", out).isZero();
        assertThat(fsck()).as("%s", out).isZero();
    }

    @Test
    void aDamagedIndexIsMovedAsideAndRebuilt() throws IOException {
        stop();
        Files.writeString(data().resolve("index/CURRENT"), "garbage");

        assertThat(fsck()).isEqualTo(1);
        assertThat(fsck("--repair")).as("%s", out).isZero();
        assertThat(fsck()).as("%s", out).isZero();
    }

    @Test
    void whatIsNoDataFolderIsNotMadeOne() {
        stop();

        assertThat(fsck("--data", folder.resolve("other").toString())).isEqualTo(1);

        assertThat(err.toString()).contains("no data folder");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void aRunningProxyWithoutAdminPortSaysWhatToDo() {
        assertThat(run(Stream.of("--admin", "off"))).isEqualTo(1);

        assertThat(err.toString()).contains("in use by another process").contains("'admin' is off");
    }

    @Test
    void aBadPaceIsAUsageError() {
        assertThat(fsck("--bytes-per-second", "fast")).isEqualTo(2);
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
