package dev.entrepot.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<String, String> flights = new SingleFlight<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    @AfterEach
    void close() {
        answered.countDown();
        threads.close();
    }

    @Test
    void whoeverAsksMeanwhileGetsTheSameAnswer() throws Exception {
        Future<String> leader = threads.submit(() -> fly("first"));
        asked.await();
        Future<String> follower = threads.submit(() -> fly("second"));
        answered.countDown();

        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(follower.get(20, TimeUnit.SECONDS)).isIn("first", "second");
    }

    @Test
    void anotherKeyIsAnotherQuestion() throws Exception {
        Future<String> leader = threads.submit(() -> fly("first"));
        asked.await();

        assertThat(flights.fly("other", inTime(), () -> "answer", () -> "late")).isEqualTo("answer");

        answered.countDown();
        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("first");
    }

    @Test
    void whoeverWaitsUntilTheDeadlineIsTooLate() throws Exception {
        Future<String> leader = threads.submit(() -> fly("first"));
        asked.await();

        assertThat(flights.fly("key", Deadline.after(Duration.ZERO), () -> "second", () -> "late"))
                .isEqualTo("late");

        answered.countDown();
        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("first");
    }

    @Test
    void whoeverIsInterruptedStopsWaitingAndStaysInterrupted() throws Exception {
        Future<String> leader = threads.submit(() -> fly("first"));
        asked.await();

        Future<Boolean> interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            String answer = flights.fly("key", inTime(), () -> "second", () -> "late");
            return answer.equals("late") && Thread.currentThread().isInterrupted();
        });

        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        answered.countDown();
        assertThat(leader.get(20, TimeUnit.SECONDS)).isEqualTo("first");
    }

    @Test
    void aFailureIsForWhoeverWaitedAndForNobodyLater() throws Exception {
        Future<String> leader = threads.submit(() -> flights.fly(
                "key",
                inTime(),
                () -> {
                    await();
                    throw new IllegalStateException("a bug");
                },
                () -> "late"));
        asked.await();
        answered.countDown();

        assertThatThrownBy(() -> leader.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("a bug");
        assertThat(flights.fly("key", inTime(), () -> "again", () -> "late")).isEqualTo("again");
    }

    @Test
    void anAnsweredQuestionIsAskedAgain() {
        assertThat(flights.fly("key", inTime(), () -> "one", () -> "late")).isEqualTo("one");
        assertThat(flights.fly("key", inTime(), () -> "two", () -> "late")).isEqualTo("two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flights.fly(
                        "key",
                        inTime(),
                        () -> {
                            throw new IllegalArgumentException("as it is, for the one who asked");
                        },
                        () -> "late"));
    }

    private String fly(String answer) {
        return flights.fly(
                "key",
                inTime(),
                () -> {
                    await();
                    return answer;
                },
                () -> "late");
    }

    private void await() {
        asked.countDown();
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Deadline inTime() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
