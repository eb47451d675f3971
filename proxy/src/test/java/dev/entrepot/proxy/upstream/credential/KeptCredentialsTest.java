package dev.entrepot.proxy.upstream.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.testkit.blob.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a helper is run, by a clock that stands still. */
class KeptCredentialsTest {

    private static final String HOST = "123.dkr.ecr.eu-west-1.amazonaws.com";

    private final ManualTime time = new ManualTime();
    private final AtomicInteger runs = new AtomicInteger();
    private final KeptCredentials helper =
            new KeptCredentials((server, limit) -> Optional.of(password(runs.incrementAndGet())), time.nanoTime());

    private static Credential password(int turn) {
        return new Credential.Password("AWS", "password-" + turn);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    @Test
    void whatItSaidIsKeptForHalfAnHour() throws CredentialException {
        helper.find(HOST, null, soon());
        time.advance(KeptCredentials.KEEP.minusNanos(1));
        assertThat(helper.find(HOST, null, soon())).contains(password(1));
        time.advance(Duration.ofNanos(1));
        assertThat(helper.find(HOST, null, soon())).contains(password(2));
    }

    @Test
    void whatWasRefusedLaterIsAskedForAgain() throws CredentialException {
        helper.find(HOST, null, soon());
        time.advance(KeptCredentials.SURELY_GOOD);

        assertThat(helper.find(HOST, password(1), soon())).contains(password(2));
        assertThat(helper.find(HOST, null, soon())).contains(password(2));
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatIsRefusedWhenItIsNewIsNotAskedForAgain() throws CredentialException {
        helper.find(HOST, null, soon());

        assertThat(helper.find(HOST, password(1), soon())).isEmpty();
        assertThat(runs).hasValue(1);
    }

    @Test
    void whoeverComesWithAnOldRefusalGetsWhatIsThereByNow() throws CredentialException {
        helper.find(HOST, null, soon());
        time.advance(KeptCredentials.SURELY_GOOD);
        helper.find(HOST, password(1), soon());

        assertThat(helper.find(HOST, password(1), soon())).contains(password(2));
        assertThat(runs).hasValue(2);
    }

    @Test
    void aHelperThatSaysTheSameAgainHasNothingBetter() throws CredentialException {
        KeptCredentials same = new KeptCredentials((server, limit) -> Optional.of(password(7)), time.nanoTime());
        same.find(HOST, null, soon());
        time.advance(KeptCredentials.SURELY_GOOD);

        assertThat(same.find(HOST, password(7), soon())).isEmpty();
    }

    @Test
    void thatThereIsNoneIsKeptForAMinute() throws CredentialException {
        KeptCredentials none = new KeptCredentials(
                (server, limit) -> {
                    runs.incrementAndGet();
                    return Optional.empty();
                },
                time.nanoTime());
        none.find(HOST, null, soon());
        none.find(HOST, null, soon());
        assertThat(runs).hasValue(1);
        time.advance(KeptCredentials.KEEP_NONE);
        none.find(HOST, null, soon());
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFailureIsNotRepeatedForAMoment() throws CredentialException {
        KeptCredentials broken = new KeptCredentials(
                (server, limit) -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new CredentialException("broken");
                    }
                    return Optional.of(password(2));
                },
                time.nanoTime());

        assertThatThrownBy(() -> broken.find(HOST, null, soon())).hasMessage("broken");
        assertThatThrownBy(() -> broken.find(HOST, null, soon())).hasMessage("broken");
        assertThat(runs).hasValue(1);
        time.advance(KeptCredentials.KEEP_FAILURE);
        assertThat(broken.find(HOST, null, soon())).contains(password(2));
    }

    @ParameterizedTest
    @CsvSource({
        "registry-1.docker.io, https://index.docker.io/v1/",
        "docker.io, https://index.docker.io/v1/",
        "ghcr.io, ghcr.io",
        "registry.example.com:5000, registry.example.com:5000"
    })
    void aServerIsCalledAsDockerCallsIt(String host, String server) throws CredentialException {
        List<String> asked = new ArrayList<>();
        KeptCredentials noting = new KeptCredentials(
                (name, limit) -> {
                    asked.add(name);
                    return Optional.empty();
                },
                time.nanoTime());

        noting.find(host, null, soon());

        assertThat(asked).containsExactly(server);
    }

    @Test
    void manyAtOnceRunItOnceAndNobodyWaitsLongerThanItsDeadline() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        KeptCredentials slow = new KeptCredentials(
                (server, limit) -> {
                    runs.incrementAndGet();
                    running.countDown();
                    awaitUninterrupted(end);
                    return Optional.of(password(1));
                },
                time.nanoTime());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<Credential>>> waiting = new ArrayList<>();
            waiting.add(threads.submit(() -> slow.find(HOST, null, soon())));
            running.await();
            assertThatThrownBy(() -> slow.find(HOST, null, Deadline.after(Duration.ofMillis(20))))
                    .hasMessageContaining("in time");
            for (int i = 0; i < 20; i++) {
                waiting.add(threads.submit(() -> slow.find(HOST, null, soon())));
            }
            end.countDown();
            for (Future<Optional<Credential>> found : waiting) {
                assertThat(found.get()).contains(password(1));
            }
        }
        assertThat(runs).hasValue(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
