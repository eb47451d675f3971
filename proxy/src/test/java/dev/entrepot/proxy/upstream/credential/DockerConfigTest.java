package dev.entrepot.proxy.upstream.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.testkit.blob.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {

    /** Of {@code me:secret}. */
    private static final String AUTH = "bWU6c2VjcmV0";

    private static final Credential ME = new Credential.Password("me", "secret");

    private final ManualTime time = new ManualTime();
    private final List<String> helped = new ArrayList<>();
    private final Path file;
    private final DockerConfig config;

    DockerConfigTest(@TempDir Path directory) {
        file = directory.resolve("config.json");
        config = new DockerConfig(
                new ChangingFile(file, time.nanoTime()), Map.of("10.0.0.1:5000", "r.example"), this::helper);
    }

    private CredentialSource helper(String name) {
        return (host, refused, deadline) -> {
            helped.add(name + " " + host);
            return host.startsWith("known") ? Optional.of(new Credential.Password(name, "x")) : Optional.empty();
        };
    }

    private Optional<Credential> find(String host) throws CredentialException {
        return config.find(host, null, Deadline.after(Duration.ofSeconds(20)));
    }

    private void write(String json) throws IOException {
        Files.writeString(file, json);
        time.advance(Duration.ofSeconds(1));
    }

    private void auths(String server, String entry) throws IOException {
        write("{\"auths\":{\"" + server + "\":" + entry + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io", "https://ghcr.io", "https://ghcr.io/v2/", "GHCR.io"})
    void aServerIsFoundHoweverItIsWritten(String server) throws IOException {
        auths(server, "{\"auth\":\"" + AUTH + "\"}");

        assertThat(find("ghcr.io")).contains(ME);
    }

    /** As podman writes it; Docker's desktop keeps tokens of another kind beside the Hub's. */
    @ParameterizedTest
    @ValueSource(strings = {"quay.io/team-a", "https://quay.io/team-a/app", "quay.io/v1/access-token", "quay.io/v3/"})
    void whatIsForAPartOfAServerIsNotShownForTheRestOfIt(String key) throws IOException {
        write("{\"auths\":{\"quay.io\":{\"auth\":\"" + AUTH + "\"},\"" + key
                + "\":{\"username\":\"other\",\"password\":\"x\"}},\"credHelpers\":{\"" + key + "\":\"pass\"}}");

        assertThat(find("quay.io")).contains(ME);
        assertThat(helped).isEmpty();
    }

    @Test
    void dockerHubIsFoundByItsOldUrl() throws IOException {
        auths("https://index.docker.io/v1/", "{\"auth\":\"" + AUTH + "\"}");

        assertThat(find("registry-1.docker.io")).contains(ME);
    }

    @Test
    void aHostIsFoundByTheNameClientsKnowItBy() throws IOException {
        auths("r.example", "{\"auth\":\"" + AUTH + "\"}");
        assertThat(find("10.0.0.1:5000")).contains(ME);

        auths("10.0.0.1:5000", "{\"auth\":\"" + AUTH + "\"}");
        assertThat(find("10.0.0.1:5000")).contains(ME);
    }

    @Test
    void anIdentityTokenCountsMoreThanThePasswordBesideIt() throws IOException {
        auths("a.azurecr.io", "{\"auth\":\"" + AUTH + "\",\"identitytoken\":\"long-lived\"}");

        assertThat(find("a.azurecr.io")).contains(new Credential.IdentityToken("long-lived"));
    }

    @Test
    void userAndPasswordMayStandApart() throws IOException {
        auths("ghcr.io", "{\"username\":\"me\",\"password\":\"secret\"}");

        assertThat(find("ghcr.io")).contains(ME);
    }

    @Test
    void anotherHostGetsNothing() throws IOException {
        auths("ghcr.io", "{\"auth\":\"" + AUTH + "\"}");

        assertThat(find("evil.ghcr.io")).isEmpty();
        assertThat(find("ghcr.io:5000")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"auth\":\"%%%\"}", "{\"auth\":\"bWU=\"}", "{\"auth\":\"\"}", "7"})
    void anEntryThatSaysNothingIsNone(String entry) throws IOException {
        auths("ghcr.io", entry);

        assertThat(find("ghcr.io")).isEmpty();
    }

    @Test
    void aHelperForTheHostComesBeforeTheStoreAndTheFile() throws IOException {
        write("{\"auths\":{\"known.io\":{\"auth\":\"" + AUTH + "\"}},"
                + "\"credHelpers\":{\"known.io\":\"ecr-login\"},\"credsStore\":\"pass\"}");

        assertThat(find("known.io")).contains(new Credential.Password("ecr-login", "x"));
        assertThat(helped).containsExactly("ecr-login known.io");
    }

    @Test
    void theStoreComesBeforeTheFileAndTheFileAfterAll() throws IOException {
        write("{\"auths\":{\"other.io\":{\"auth\":\"" + AUTH + "\"}},\"credsStore\":\"pass\"}");

        assertThat(find("known.io")).contains(new Credential.Password("pass", "x"));
        assertThat(find("other.io")).contains(ME);
    }

    @Test
    void aHelpersNameIsNeverAPath() throws IOException {
        write("{\"credHelpers\":{\"known.io\":\"../../tmp/evil\"},\"credsStore\":\"a b\"}");

        assertThat(find("known.io")).isEmpty();
        assertThat(helped).isEmpty();
    }

    @Test
    void whatIsWrittenLaterIsReadASecondLater() throws IOException {
        auths("ghcr.io", "{}");
        assertThat(find("ghcr.io")).isEmpty();

        auths("ghcr.io", "{\"auth\":\"" + AUTH + "\"}");

        assertThat(find("ghcr.io")).contains(ME);
    }

    @Test
    void aFileThatIsNotJsonSaysWhichButNotWhat() throws IOException {
        write("s3cret");

        assertThatThrownBy(() -> find("ghcr.io"))
                .hasMessageContaining("config.json")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFileThatIsNotThereIsTrouble() {
        assertThatThrownBy(() -> find("ghcr.io")).hasMessageContaining("cannot read");
    }
}
