package dev.entrepot.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients that want the same at the same moment. Each compares every byte with what it should be, which says more
 * than a digest and costs a tenth of it: the processors of a small machine are for what is measured.
 */
final class Herd {

    private static final int BUFFER = 128 << 10;

    private final int port;
    private final byte[] expected;

    /** @param expected the body of a right answer */
    Herd(int port, byte[] expected) {
        this.port = port;
        this.expected = expected;
    }

    /**
     * @param seconds from the first request to the last byte of the last client
     * @param right how many had the right body with the right length
     * @param wrong what the others had
     */
    record Outcome(double seconds, int right, List<String> wrong) {}

    /** Sends {@code GET target} from so many clients, all connected before the first of them asks. */
    Outcome ask(int clients, String target) throws IOException, InterruptedException {
        List<SocketChannel> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                SocketChannel connection =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                connections.add(connection);
                answers.add(threads.submit(() -> {
                    go.await();
                    return new Client(connection).ask(target);
                }));
            }
            long start = System.nanoTime();
            go.countDown();
            List<String> wrong = new ArrayList<>();
            for (Future<String> answer : answers) {
                collect(answer, wrong);
            }
            return new Outcome((System.nanoTime() - start) / 1e9, clients - wrong.size(), wrong);
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    private static void collect(Future<String> answer, List<String> wrong) throws InterruptedException {
        try {
            String complaint = answer.get();
            if (!complaint.isEmpty()) {
                wrong.add(complaint);
            }
        } catch (ExecutionException e) {
            wrong.add(String.valueOf(e.getCause()));
        }
    }

    /** One connection with one request. */
    private final class Client {

        private final SocketChannel connection;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

        Client(SocketChannel connection) {
            this.connection = connection;
        }

        /** What was wrong with the answer; empty when nothing was. */
        String ask(String target) throws IOException {
            connection.write(
                    ByteBuffer.wrap(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII)));
            String head = head();
            if (!head.startsWith("HTTP/1.1 200 ")
                    || !head.toLowerCase(Locale.ROOT).contains("content-length: " + expected.length + "\r\n")) {
                return head;
            }
            return body();
        }

        private String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (connection.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    head.append((char) buffer.get());
                    if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                        return head.toString();
                    }
                }
                buffer.clear();
            }
            return head.toString();
        }

        /** Until the connection ends, so that a byte too many is seen as well. */
        private String body() throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(expected);
            do {
                int length = buffer.remaining();
                if (length > rest.remaining()) {
                    return "more than " + expected.length + " bytes";
                }
                if (buffer.mismatch(rest.slice(rest.position(), length)) >= 0) {
                    return "a wrong byte in the " + length + " after " + rest.position();
                }
                rest.position(rest.position() + length);
                buffer.clear();
                int read = connection.read(buffer);
                buffer.flip();
                if (read < 0) {
                    return rest.hasRemaining() ? "only " + rest.position() + " bytes" : "";
                }
            } while (true);
        }
    }
}
