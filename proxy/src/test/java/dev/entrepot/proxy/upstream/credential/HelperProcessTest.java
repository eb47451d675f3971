package dev.entrepot.proxy.upstream.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs: shell scripts. */
class HelperProcessTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private HelperProcess script(String lines) throws IOException {
        Path file = directory.resolve("docker-credential-test");
        Files.writeString(file, "#!/bin/sh\n" + lines + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new HelperProcess(file.toString());
    }

    private static CredentialException failure(HelperProcess helper, Duration limit) {
        return catchThrowableOfType(CredentialException.class, () -> helper.get("ghcr.io", limit));
    }

    @Test
    void itIsToldTheServerAndSaysWhoWeAre() throws IOException {
        HelperProcess helper = script("""
                read server
                [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"me","Secret":"for %s"}' "$server" "$server"
                """);

        assertThat(helper.get("ghcr.io", PATIENT)).contains(new Credential.Password("me", "for ghcr.io"));
    }

    @Test
    void theUserTokenMeansAnIdentityToken() throws IOException {
        HelperProcess helper = script("echo '{\"Username\":\"<token>\",\"Secret\":\"refresh\"}'");

        assertThat(helper.get("a.azurecr.io", PATIENT)).contains(new Credential.IdentityToken("refresh"));
    }

    @Test
    void aHelperThatKnowsNoneIsNotBroken() throws IOException {
        HelperProcess helper = script("echo 'credentials not found in native keychain'; exit 1");

        assertThat(helper.get("ghcr.io", PATIENT)).isEqualTo(Optional.empty());
    }

    @Test
    void anEmptyAnswerIsNone() throws IOException {
        assertThat(script("echo '{\"Username\":\"\",\"Secret\":\"\"}'").get("ghcr.io", PATIENT))
                .isEmpty();
    }

    @Test
    void itsFailureSaysTheStatusAndNothingThatItPrinted() throws IOException {
        HelperProcess helper = script("""
                echo 'printed-secret'
                echo 'no session' >&2
                exit 3
                """);

        assertThat(failure(helper, PATIENT))
                .hasMessageEndingWith("ended with status 3")
                .hasMessageNotContainingAny("printed-secret", "no session");
    }

    @Test
    void itsComplaintIsLoggedWithoutWhatCouldBeASecret() {
        assertThat(HelperProcess.scrubbed("no session\nfor AKIAIOSFODNN7EXAMPLE/secret0123456789\n"))
                .isEqualTo("no session for ***");
    }

    @Test
    void whatIsNotJsonIsNotQuoted() throws IOException {
        assertThat(failure(script("echo s3cret"), PATIENT))
                .hasMessageEndingWith("did not answer with JSON")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void oneThatHangsIsKilledWithItsChildren() throws IOException, InterruptedException {
        Path pid = directory.resolve("pid");
        HelperProcess helper = script("sleep 600 & echo $! > " + pid + "; wait");
        Duration limit = Duration.ofSeconds(2);

        assertThat(failure(helper, limit)).hasMessageContaining("did not answer within 2000 ms");

        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive)).isNotEqualTo(Optional.of(true));
    }

    @Test
    void oneThatNeverStopsTalkingIsStopped() throws IOException {
        assertThat(failure(script("exec cat /dev/zero"), PATIENT)).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void oneThatComplainsForEverOnTheSideStillAnswers() throws IOException {
        HelperProcess helper = script("""
                head -c 1000000 /dev/zero >&2
                echo '{"Username":"me","Secret":"x"}'
                """);

        assertThat(helper.get("ghcr.io", PATIENT)).isPresent();
    }

    @Test
    void oneThatIsNotThereSaysSo() {
        assertThat(failure(HelperProcess.named("no-such-helper"), PATIENT))
                .hasMessageStartingWith("docker-credential-no-such-helper cannot be run");
    }

    /** Nothing can be done for the threads that read from them, but there are only so many. */
    @Test
    void processesThatHelpersLeaveBehindHoldABoundedNumberOfThreads() throws IOException {
        Path pids = directory.resolve("pids");
        HelperProcess helper = script("sleep 600 & echo $! >> " + pids);
        try {
            for (int i = 0; i < HelperProcess.MAX_READING; i++) {
                failure(helper, Duration.ofMillis(100));
            }

            assertThat(failure(helper, PATIENT)).hasMessageContaining("hold their output open");
            assertThat(HelperRun.reading()).isLessThanOrEqualTo(HelperProcess.MAX_READING + 1);
        } finally {
            for (String pid : Files.readAllLines(pids)) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Awaitility.await().until(() -> HelperRun.reading() == 0);
    }
}
