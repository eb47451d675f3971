package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.registry.FakeRegistry;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers could take for different ones are refused, and nothing after them is believed. */
class StrictHttpTest {

    private static final String LINE = "GET /v2/ HTTP/1.1\r\n";
    private static final String HEAD = LINE + "Host: proxy\r\n";
    private static final String POST = "POST /v2/a/b/blobs/uploads/ HTTP/1.1\r\nHost: proxy\r\n";

    /** Follows each request; whoever answers it was smuggled to. */
    private static final String SMUGGLED = "GET /v2/ HTTP/1.1\r\nHost: proxy\r\nX-Smuggled: yes\r\n\r\n";

    @RegisterExtension
    final FakeRegistry upstream = FakeRegistry.start();

    @RegisterExtension
    final RunningProxy proxy = new RunningProxy(upstream);

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("no Host", LINE, 400),
                Arguments.of("two Hosts", HEAD + "Host: other\r\n", 400),
                Arguments.of("the same Host twice", HEAD + "Host: proxy\r\n", 400),
                Arguments.of("a Host with a path", LINE + "Host: proxy/x\r\n", 400),
                Arguments.of("a Host with a user", LINE + "Host: me@proxy\r\n", 400),
                Arguments.of("two Hosts in one", LINE + "Host: proxy, other\r\n", 400),
                Arguments.of("whitespace before a colon", LINE + "Host : proxy\r\n", 400),
                Arguments.of("whitespace before the first header", LINE + " Host: proxy\r\n", 400),
                Arguments.of("a header without a colon", HEAD + "X-None\r\n", 400),
                Arguments.of("a header without a name", HEAD + ": x\r\n", 400),
                Arguments.of("a name that is no token", HEAD + "X(y): 1\r\n", 400),
                Arguments.of("a NUL in a value", HEAD + "X-Nul: a\u0000b\r\n", 400),
                Arguments.of("a bare CR in a value", HEAD + "X-Cr: a\rb\r\n", 400),
                Arguments.of("lines that end in LF alone", "GET /v2/ HTTP/1.1\nHost: proxy\n", 400),
                Arguments.of("a header line that ends in LF alone", HEAD + "X-Lf: a\n", 400),
                Arguments.of("a space in the target", "GET /v2/ x HTTP/1.1\r\nHost: proxy\r\n", 400),
                Arguments.of("a target that is not ASCII", "GET /v2/\u00e4 HTTP/1.1\r\nHost: proxy\r\n", 400),
                Arguments.of("a method that is no token", "G(T /v2/ HTTP/1.1\r\nHost: proxy\r\n", 400),
                Arguments.of("no version", "GET /v2/\r\nHost: proxy\r\n", 400),
                Arguments.of("HTTP/0.9", "GET /v2/ HTTP/0.9\r\nHost: proxy\r\n", 400),
                Arguments.of("HTTP/2 without TLS", "PRI * HTTP/2.0\r\n", 400),
                Arguments.of("a version of another protocol", "GET /v2/ RTSP/1.0\r\nHost: proxy\r\n", 400),
                Arguments.of("length and chunks", POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", 400),
                Arguments.of("chunks and length", POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", 400),
                Arguments.of("two lengths", POST + "Content-Length: 0\r\nContent-Length: 5\r\n", 400),
                Arguments.of("the same length twice", POST + "Content-Length: 5\r\nContent-Length: 5\r\n", 400),
                Arguments.of("two lengths in one", POST + "Content-Length: 5, 5\r\n", 400),
                Arguments.of("a signed length", POST + "Content-Length: +5\r\n", 400),
                Arguments.of("a negative length", POST + "Content-Length: -5\r\n", 400),
                Arguments.of("a hexadecimal length", POST + "Content-Length: 0x5\r\n", 400),
                Arguments.of("a length of nothing", POST + "Content-Length:\r\n", 400),
                Arguments.of("an endless length", POST + "Content-Length: 99999999999999999999\r\n", 400),
                Arguments.of("an unknown encoding", POST + "Transfer-Encoding: xchunked\r\n", 400),
                Arguments.of(
                        "chunks that are not the last encoding", POST + "Transfer-Encoding: chunked, gzip\r\n", 400),
                Arguments.of("two encodings", POST + "Transfer-Encoding: gzip, chunked\r\n", 400),
                Arguments.of(
                        "chunked twice", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 400),
                Arguments.of(
                        "chunks in HTTP/1.0",
                        "POST /v2/ HTTP/1.0\r\nHost: proxy\r\nTransfer-Encoding: chunked\r\n",
                        400),
                Arguments.of(
                        "a long request line", "GET /v2/" + "a".repeat(9000) + " HTTP/1.1\r\nHost: proxy\r\n", 414),
                Arguments.of("long headers", HEAD + "X-Long: " + "a".repeat(33 << 10) + "\r\n", 431),
                Arguments.of("many headers", HEAD + "X-Many: aaaaaaaaaaaaaaaaaaaa\r\n".repeat(1500), 431));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsNotProperIsRefusedAndTheConnectionEnds(String what, String head, int status) throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write(head + "\r\n" + SMUGGLED);
            Wire.Response answer = wire.receive("GET");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains("\"errors\"");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.countToEnd())
                    .as("bytes after the answer, which ends by FIN")
                    .isZero();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://proxy/v2/", "http://registry-1.docker.io/v2/", "https://proxy:5000/v2/?ns=up.test"})
    void aTargetWithSchemeAndAuthorityMeansItsPath(String target) throws IOException {
        assertThat(proxy.get(target).status()).isEqualTo(200);
    }

    /** RFC 9112, sections 3 and 5.2: with these there is one way to read on, and readers may be lenient. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  /v2/ HTTP/1.1\r\nHost: proxy\r\n",
                "GET\t/v2/ HTTP/1.1\r\nHost: proxy\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: proxy\r\nX-Fold: a\r\n Content-Length: 5\r\n",
            })
    void otherWhitespaceIsTakenForASpace(String head) throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write(head + "\r\n" + LINE + "Host: proxy\r\n\r\n");

            assertThat(wire.receive("GET").status()).isEqualTo(200);
            assertThat(wire.receive("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void http10NeedsNoHostAndEndsAfterItsAnswer() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write("GET /v2/ HTTP/1.0\r\n\r\n");

            assertThat(wire.receive("GET").status()).isEqualTo(200);
            assertThat(wire.isClosed()).isTrue();
        }
    }

    @Test
    void tokensOfSeveralKilobytesFitIntoTheHeaders() throws IOException {
        assertThat(proxy.get("/v2/", "Authorization: Bearer " + "t".repeat(16 << 10))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anEmptyLineBeforeARequestIsSkipped() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write("\r\n" + HEAD + "\r\n");

            assertThat(wire.receive("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void whatExpectsAContinueGetsItsAnswerAndThenTheEnd() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write(POST + "Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n");
            Wire.Response answer = wire.receive("POST");

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.isClosed()).isTrue();
        }
    }

    /** Closing at once would reset the connection, and the answer with it. */
    @Test
    void whoSendsALongBodyRegardlessStillGetsItsAnswer() throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.write(POST + "Content-Length: 100000000\r\n\r\n" + "x".repeat(4 << 20));

            assertThat(wire.receive("POST").status()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/a%2Fb/manifests/1",
                "/v2/a/../b/manifests/1",
                "/v2/a/%2e%2e/b/manifests/1",
                "/v2/a//b/manifests/1",
                "/v2/a%00b/manifests/1",
                "/v2/a%zz/manifests/1",
                "/v2/a%/manifests/1",
                "/v2/%C3%A4/manifests/1",
                "/v2/A/B/manifests/1",
                "/v2/a/b/manifests/1?ns=%zz",
                "/v2/a/b/manifests/1?ns=up.test&ns=docker.io",
                "/v2/a/b/manifests/%0d%0aX-Injected:%20yes",
                "/v2/a/b/blobs/sha256:abc",
            })
    void namesThatTheSpecificationDoesNotKnowAreRefused(String target) throws IOException {
        try (Wire wire = proxy.connect()) {
            wire.send("GET", target);
            Wire.Response answer = wire.receive("GET");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("x-injected")).isNull();
            wire.send("GET", "/v2/");

            assertThat(wire.receive("GET").status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws IOException {
        assertThat(proxy.get("/v2/" + "a/".repeat(200) + "b/manifests/1").status())
                .isEqualTo(400);
        assertThat(proxy.get("/v2/a/b/manifests/" + "t".repeat(129)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/a/manifests/manifests/1",
                "/v2/blobs/manifests/1",
                "/v2/manifests/blobs/manifests/1",
                "/v2/tags/list/manifests/1",
                "/v2/a/b/manifests/1?ns=UP.TEST",
                "/v2/a/b/manifests/1?ns=up.test&ns=up.test",
            })
    void namesThatLookLikeKeywordsAndNsInUpperCaseOrTwiceAreUnderstood(String target) throws IOException {
        assertThat(proxy.get(target).text()).contains("MANIFEST_UNKNOWN");
        assertThat(upstream.requests()).isNotEmpty();
    }
}
