package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no well-behaved server gives, byte by byte. */
class RawAnswersTest {

    private static final Digest BLOB = Digest.sha256(new byte[] {'x'});

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String answer = "";

    RawAnswersTest() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
                    client.getOutputStream().flush();
                }
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private UpstreamRegistry source() {
        return upstream.at("http://127.0.0.1:" + server.getLocalPort());
    }

    private static Lookup<RemoteBlob> open(UpstreamRegistry source) {
        return source.open(repository("a"), BLOB, Window.all(), soon());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
            })
    void whatIsNotHttpIsTroubleOfItsOwnKind(String garbage) {
        answer = garbage;

        assertThat(trouble(open(source())).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void headersWithoutEndAreNotReadForEver() {
        answer = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\nContent-Length: 1\r\n\r\nx";

        assertThat(trouble(open(source())).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void headersOfManyKilobytesAreRead() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(30_000) + "\r\nContent-Length: 1\r\n\r\nx";

        assertThat(bytes(open(source()))).hasSize(1);
    }

    @Test
    void interimResponsesAreNotTheResponse() throws IOException {
        answer = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";

        assertThat(bytes(open(source()))).hasSize(1);
    }

    @Test
    void aConnectionWithMoreOnItThanWasAskedForIsNotUsedAgain() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ny";
        UpstreamRegistry source = source();

        assertThat(bytes(open(source))).isEqualTo(new byte[] {'x'});
        await().until(() -> source.connectionsInUse() == 0);
        assertThat(bytes(open(source))).isEqualTo(new byte[] {'x'});
        assertThat(connections).hasValue(2);
    }

    @Test
    void aConnectionTheUpstreamWantsClosedIsNotUsedAgain() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
        UpstreamRegistry source = source();

        assertThat(bytes(open(source))).hasSize(1);
        assertThat(bytes(open(source))).hasSize(1);
        assertThat(connections).hasValue(2);
    }

    @Test
    void aChunkedBodyThatIsNoneIsCutOff() {
        answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nzz\r\n";

        assertThat(catchThrowable(() -> bytes(open(source())))).hasMessageContaining("not HTTP");
    }
}
