package dev.entrepot.proxy.edge;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that keep their connections and ask again and again until the server ends them, and others that read one long
 * body slowly. Every answer must be whole and right, and a connection may only end between two of them.
 */
public final class LongLivedClients implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Future<String>> clients = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();

    /** What is asked for and what comes. */
    public record Question(String target, Digest digest) {}

    public LongLivedClients(int port) {
        this.port = port;
    }

    /** Returns when each has had two answers. */
    public void keepAsking(int count, Question... questions) throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            clients.add(threads.submit(() -> askUntilTheEnd(underWay, questions)));
        }
        await(underWay);
    }

    /** Returns when each has the beginning of its answer. */
    public void read(int count, Question question, long bytesPerSecond) throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            clients.add(threads.submit(() -> readSlowly(underWay, question, bytesPerSecond)));
        }
        await(underWay);
    }

    private static void await(CountDownLatch underWay) throws InterruptedException {
        if (!underWay.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(underWay.getCount() + " clients had no answer");
        }
    }

    /** Ends when the connection does; anything but a right answer is a complaint. */
    private String askUntilTheEnd(CountDownLatch underWay, Question... questions) throws IOException {
        try (Wire wire = new Wire(port)) {
            for (int asked = 0; ; asked++) {
                if (asked == 2) {
                    underWay.countDown();
                }
                Question question = questions[asked % questions.length];
                try {
                    wire.send("GET", question.target());
                    if (wire.isClosedBeforeAnswer()) {
                        return "";
                    }
                } catch (IOException e) {
                    // Closed before a byte of an answer: every client asks again on another connection.
                    return asked == 0 ? "never answered: " + e : "";
                }
                Wire.Response response = wire.receive("GET");
                if (!isRight(response, question)) {
                    return question + ": status " + response.status() + ", " + response.body().length + " bytes";
                }
                answers.incrementAndGet();
                if ("close".equals(response.header("connection"))) {
                    return wire.isClosed() ? "" : "open after its last answer";
                }
            }
        }
    }

    private static boolean isRight(Wire.Response response, Question question) {
        return response.status() == 200
                && response.isWhole()
                && Digest.sha256(response.body()).equals(question.digest());
    }

    private String readSlowly(CountDownLatch underWay, Question question, long bytesPerSecond) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send("GET", question.target());
            wire.awaitAnswer();
            underWay.countDown();
            Wire.Response response = wire.receiveSlowly("GET", bytesPerSecond);
            return isRight(response, question)
                    ? ""
                    : question + ": " + response.body().length + " bytes, then " + response.end();
        }
    }

    /** Whole and right ones of those that keep asking. */
    public int answers() {
        return answers.get();
    }

    /** How many have not ended. */
    public long running() {
        return clients.stream().filter(client -> !client.isDone()).count();
    }

    /** Waits for every client to end. */
    public List<String> complaints() throws InterruptedException, ExecutionException, TimeoutException {
        List<String> complaints = new ArrayList<>();
        for (Future<String> client : clients) {
            String complaint = client.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!complaint.isEmpty()) {
                complaints.add(complaint);
            }
        }
        return complaints;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
