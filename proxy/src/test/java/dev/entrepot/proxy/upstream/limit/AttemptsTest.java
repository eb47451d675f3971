package dev.entrepot.proxy.upstream.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.blob.ManualTime;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked again, how often, and by when. The delays are real, and a millisecond or two. */
class AttemptsTest {

    private static final RetryLimits THREE =
            new RetryLimits(3, Duration.ofSeconds(15), Duration.ofMillis(1), Duration.ofMillis(2));

    private final ManualTime time = new ManualTime();
    private final ArrayDeque<Lookup<String>> answers = new ArrayDeque<>();
    private final List<Duration> shares = new ArrayList<>();

    private Deadline in(Duration left) {
        return Deadline.after(left, time.nanoTime());
    }

    private Lookup<String> call(RetryLimits limits, Deadline deadline) {
        return new Attempts(limits)
                .call(
                        share -> {
                            shares.add(share.left());
                            Lookup<String> answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
                            return answer;
                        },
                        deadline);
    }

    private Lookup<String> call() {
        return call(THREE, in(Duration.ofSeconds(20)));
    }

    private static Lookup<String> failed(Throwable cause) {
        return Lookup.unreachable(Dependency.UPSTREAM, cause);
    }

    private static Lookup<String> failed(Kind kind) {
        return failed(new UpstreamException(kind, kind.toString()));
    }

    private static UpstreamException status(int status, long retryAfterMillis) {
        Optional<Duration> time =
                retryAfterMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMillis));
        return UpstreamException.status(status, time, "answered " + status);
    }

    @Test
    void aCertificateNobodyTrustsIsNotAskedForAgain() {
        Exception distrust = new SSLHandshakeException("no path");
        distrust.initCause(new CertificateException("unknown authority"));
        answers.add(failed(new UpstreamException(Kind.CONNECT, "cannot connect", distrust)));

        call();

        assertThat(shares).hasSize(1);
    }

    @Test
    void aHandshakeThatWasCutIsTriedAgain() {
        answers.add(failed(new UpstreamException(Kind.CONNECT, "cut", new SSLHandshakeException("closed"))));
        answers.add(Lookup.found("x"));

        assertThat(call()).isEqualTo(Lookup.found("x"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CONNECT", "TIMEOUT", "CLOSED", "TRUNCATED"})
    void whatMayHavePassedIsAskedAgain(Kind kind) {
        answers.add(failed(kind));
        answers.add(Lookup.found("x"));

        assertThat(call()).isEqualTo(Lookup.found("x"));
        assertThat(shares).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONNECT", "TIMEOUT", "CLOSED", "TRUNCATED", "STATUS"})
    void whatWillFailAgainIsNot(Kind kind) {
        answers.add(failed(kind));

        call();

        assertThat(shares).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void aStatusThatMayPassIsAskedAgain(int status) {
        answers.add(failed(status(status, -1)));

        call();

        assertThat(shares).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404, 405, 410, 416, 425, 429, 501, 505})
    void aStatusThatStaysIsNot(int status) {
        answers.add(failed(status(status, -1)));

        call();

        assertThat(shares).hasSize(1);
    }

    @Test
    void anAnswerIsFinal() {
        for (Lookup<String> answer : List.of(Lookup.found("x"), Lookup.<String>absent(), Lookup.<String>denied())) {
            shares.clear();
            answers.clear();
            answers.add(answer);
            assertThat(call()).isEqualTo(answer);
            assertThat(shares).hasSize(1);
        }
    }

    @Test
    void aWrongAnswerIsFinal() {
        answers.add(failed(new CorruptBlobException("gzip")));

        call();

        assertThat(shares).hasSize(1);
    }

    @Test
    void theLastFailureIsTold() {
        answers.add(failed(Kind.CONNECT));
        answers.add(failed(Kind.CONNECT));
        Lookup<String> last = failed(Kind.TIMEOUT);
        answers.add(last);

        assertThat(call()).isSameAs(last);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whoSaysHowSoonIsAskedThen(int status) {
        answers.add(failed(status(status, 1)));
        answers.add(Lookup.found("x"));

        assertThat(call()).isEqualTo(Lookup.found("x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whoAsksForMoreTimeThanWeWaitIsLeftAlone(int status) {
        answers.add(failed(status(status, 60_000)));

        call();

        assertThat(shares).hasSize(1);
    }

    @Test
    void aTokenServiceIsAskedAgainForTheSameReasons() {
        answers.add(failed(status(503, -1).asTokenTrouble("no token")));
        answers.add(failed(status(403, -1).asTokenTrouble("no token")));

        call();

        assertThat(shares).hasSize(2);
    }

    @Test
    void eachAttemptHasItsOwnLimitWithinTheDeadline() {
        answers.add(failed(Kind.CONNECT));

        call(THREE, in(Duration.ofSeconds(20)));
        assertThat(shares).containsOnly(Duration.ofSeconds(15));
        shares.clear();
        call(THREE, in(Duration.ofSeconds(9)));
        assertThat(shares).containsOnly(Duration.ofSeconds(9));
    }

    @Test
    void withTooLittleTimeLeftThereIsNoOtherAttempt() {
        Deadline deadline = in(Duration.ofSeconds(20));
        Lookup<String> hung = failed(Kind.TIMEOUT);
        Lookup<String> answer = new Attempts(THREE)
                .call(
                        share -> {
                            shares.add(share.left());
                            time.advance(Duration.ofMillis(19_800));
                            return hung;
                        },
                        deadline);

        assertThat(answer).isSameAs(hung);
        assertThat(shares).hasSize(1);
    }

    @Test
    void anotherAttemptNeedsAsMuchTimeAsTheOneBeforeTook() {
        for (int took : new int[] {5, 7, 11}) {
            shares.clear();
            new Attempts(THREE)
                    .call(
                            share -> {
                                shares.add(share.left());
                                time.advance(Duration.ofSeconds(took));
                                return failed(Kind.TIMEOUT);
                            },
                            in(Duration.ofSeconds(20)));
            assertThat(shares).hasSize(took == 5 ? 3 : took == 7 ? 2 : 1);
        }
    }

    @Test
    void noneMeansOnce() {
        answers.add(failed(Kind.CONNECT));

        call(RetryLimits.NONE, in(Duration.ofSeconds(20)));

        assertThat(shares).hasSize(1);
    }

    @Test
    void anInterruptionEndsTheWaitingAndStays() {
        answers.add(failed(Kind.CONNECT));
        RetryLimits slow = new RetryLimits(3, Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(6));
        Thread.currentThread().interrupt();

        Lookup<String> answer = call(slow, in(Duration.ofSeconds(20)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(answer).isInstanceOf(Unreachable.class);
        assertThat(((UpstreamException) ((Unreachable<String>) answer).cause()).kind())
                .isEqualTo(Kind.INTERRUPTED);
        assertThat(shares).hasSize(1);
    }
}
