package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.ImageFixture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * Thousands of malformed requests never get a 5xx, a stack trace, a leaked buffer or a connection that stays open, and
 * disturb nobody else. Seeds that once found something stay in the list.
 */
class HostileInputTest {

    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 5L, 8L, 13L, 21L, 34L, 55L, 89L);
    private static final int REQUESTS_A_SEED = 1000;
    private static final int CLIENTS = 8;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private static final String LAST = "\r\n\r\nGET /v2/ HTTP/1.1\r\nHost: proxy\r\nConnection: close\r\n\r\n";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    private final TestTls tls = new TestTls();

    @RegisterExtension
    final RunningProxy plain = new RunningProxy(upstream);

    @RegisterExtension
    final RunningProxy secure = new RunningProxy(upstream, tls);

    @RegisterExtension
    final LoggedLines log = new LoggedLines();

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final Logger access = (Logger) LoggerFactory.getLogger("entrepot.access");

    @BeforeEach
    void listen() {
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + ": " + records));
        upstream.addImage("a/b", "latest", ImageFixture.random(1, 100));
        // As operators have it; a line for each of them would be all that the build's output shows.
        ((Logger) LoggerFactory.getLogger("dev.entrepot")).setLevel(Level.INFO);
        access.setLevel(Level.OFF);
    }

    @AfterEach
    void stopListening() {
        ByteBufUtil.setLeakListener(null);
        access.setLevel(null);
    }

    @Test
    void tenThousandMalformedRequestsAreEachRefusedOrAnsweredAndNothingIsLeft() throws Exception {
        List<String> wrong = inParallel(seed -> {
            HostileRequests requests = new HostileRequests(seed);
            List<String> complaints = new ArrayList<>();
            for (int i = 0; i < REQUESTS_A_SEED; i++) {
                String request = requests.next();
                complaint(plain.port(), request).ifPresent(why -> complaints.add(why + " to " + request));
            }
            return complaints;
        });

        assertThat(wrong).isEmpty();
        assertNothingIsLeft(plain);
    }

    @Test
    void malformedRequestsAndFramesOverTlsAreNoDifferent() throws Exception {
        List<String> wrong = inParallel(seed -> {
            HostileRequests requests = new HostileRequests(seed);
            List<String> complaints = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String request = requests.next();
                try (Socket socket = tls.socket(secure.port(), List.of("TLSv1.3"), List.of("http/1.1"))) {
                    complaint(socket, request).ifPresent(why -> complaints.add(why + " over TLS to " + request));
                }
                // Noise in place of a handshake.
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), secure.port())) {
                    send(socket, requests.noise());
                }
            }
            return complaints;
        });

        assertThat(wrong).isEmpty();
        assertNothingIsLeft(secure);
    }

    @Test
    void malformedFramesOfHttp2EndTheirConnectionOrTheirStreamAndNothingElse() throws Exception {
        inParallel(seed -> {
            HostileRequests requests = new HostileRequests(seed);
            for (int i = 0; i < 10; i++) {
                try (Http2Client client = new Http2Client(tls, secure.port())) {
                    client.settings();
                    for (int frame = 0; frame < 20 && client.isOpen(); frame++) {
                        // Past the client's own codec, which would send no such thing.
                        client.writeRaw(Unpooled.wrappedBuffer(requests.noise()));
                    }
                }
            }
            return List.of();
        });

        assertNothingIsLeft(secure);
    }

    private interface Attack {
        List<String> run(long seed) throws Exception;
    }

    private static List<String> inParallel(Attack attack) throws Exception {
        List<String> complaints = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<List<String>>> attacks = new ArrayList<>();
            SEEDS.forEach(seed -> attacks.add(() -> attack.run(seed)));
            for (Future<List<String>> done : clients.invokeAll(attacks)) {
                complaints.addAll(done.get());
            }
        }
        return complaints;
    }

    private static Optional<String> complaint(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return complaint(socket, request);
        }
    }

    /** Sends a request, then proper ones that want the connection to end, and waits for that. */
    private static Optional<String> complaint(Socket socket, String request) throws IOException {
        socket.setSoTimeout(10_000);
        send(socket, (request + LAST.repeat(3)).getBytes(StandardCharsets.ISO_8859_1));
        try {
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (answers.isEmpty()) {
                return Optional.of("no answer");
            }
            Matcher statuses = STATUS.matcher(answers);
            while (statuses.find()) {
                if (statuses.group(1).startsWith("5")) {
                    return Optional.of(answers);
                }
            }
            return answers.contains("\tat ") || answers.contains("Exception") ? Optional.of(answers) : Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of("no end");
        } catch (SocketException e) {
            // Reset: with bytes unread that is how TCP says it.
            return Optional.empty();
        }
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (SocketException e) {
            // Closed after the first of it was read.
        }
    }

    private void assertNothingIsLeft(RunningProxy proxy) throws Exception {
        Awaitility.await("connections").until(() -> Scrape.of(proxy).value("entrepot_connections") == 0);
        Awaitility.await("answers").until(() -> Scrape.of(proxy).value("entrepot_requests_active") == 0);
        assertThat(proxy.get("/v2/a/b/manifests/latest").status()).isEqualTo(200);
        assertThat(log.traces()).isEmpty();
        assertThat(leaksAfterCollection()).isEmpty();
    }

    /** A leak is reported when its buffer was collected and another is allocated. */
    private List<String> leaksAfterCollection() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            for (int k = 0; k < 100; k++) {
                ByteBuf bait = PooledByteBufAllocator.DEFAULT.buffer(64);
                bait.release();
            }
        }
        return List.copyOf(leaks);
    }
}
