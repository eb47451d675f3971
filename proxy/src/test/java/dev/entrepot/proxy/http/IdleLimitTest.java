package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.pull.BlobAnswer;
import dev.entrepot.testkit.blob.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which connections end because nothing goes on, and which do not: with the handlers that clients meet, in the test's own time. */
class IdleLimitTest {

    private static final byte[] CONTENT = Bytes.some(1 << 20);
    private static final String BLOB = "/v2/library/app/blobs/" + Digest.sha256(CONTENT);

    /** Seconds, of operations.md. */
    private static final int LIMIT = 180;

    /** For who takes nothing of its answer. */
    private static final int TWICE = 2 * LIMIT;

    @TempDir
    private Path folder = Path.of("");

    private final Queue<Runnable> blocking = new ArrayDeque<>();
    private UnhurriedClient client;
    private DegradedWorld world;
    private Pipelines pipelines;

    @BeforeEach
    void wire() throws Exception {
        client = new UnhurriedClient();
        world = new DegradedWorld(folder);
        pipelines = new Pipelines(
                TestEdge.over(world, folder, Optional.empty(), blocking::add),
                new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
                new Doorkeeper(),
                ledger());
    }

    private static Ledger ledger() {
        return new Ledger(
                AnswerObserver.NOOP,
                TraceObserver.NOOP,
                new SlowPulls(() -> Duration.ofDays(1), Runnable::run, System::nanoTime));
    }

    @AfterEach
    void close() {
        // In this order: fills that go on have nobody to tell any more, whose loop only this thread may use.
        client.finishAndReleaseAll();
        world.answered.open();
        world.close();
    }

    private void connect(Carrier carrier) {
        Line line = new Line(carrier, new CopyBudget(), Optional.empty());
        if (carrier == Carrier.STREAM) {
            pipelines.stream(client, line);
        } else {
            pipelines.http1(client.pipeline(), line);
        }
    }

    private void ask(Carrier carrier, String target) {
        if (carrier == Carrier.STREAM) {
            client.writeInbound(new DefaultHttp2HeadersFrame(request(target), true));
        } else {
            send("GET " + target + " HTTP/1.1\r\nHost: proxy\r\n\r\n");
        }
    }

    private static Http2Headers request(String target) {
        return new DefaultHttp2Headers()
                .method("GET")
                .scheme("https")
                .authority("proxy")
                .path(target);
    }

    /** RFC 9113, section 4.1. */
    private static ByteBuf frame(int type, int flags, int stream, ByteBuf payload) {
        return Unpooled.buffer()
                .writeMedium(payload.readableBytes())
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }

    private void send(String bytes) {
        client.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private void answer() {
        for (Runnable question = blocking.poll(); question != null; question = blocking.poll()) {
            question.run();
        }
        client.runPendingTasks();
    }

    private void hold() throws Exception {
        world.answered.open();
        world.blobs.serve(CONTENT);
        switch (world.blob(Digest.sha256(CONTENT))) {
            case BlobAnswer.Arriving arriving -> arriving.file().close();
            case BlobAnswer.Stored stored -> stored.blob().close();
            default -> throw new AssertionError();
        }
        world.awaitFills();
    }

    /** One byte of it, and no more; so the fill tells nobody anything while the client is looked at. */
    private void arrive(Carrier carrier) throws Exception {
        world.blobs.serve(CONTENT);
        if (!(world.blob(Digest.sha256(CONTENT)) instanceof BlobAnswer.Arriving arriving)) {
            throw new AssertionError();
        }
        world.answered.awaitArrival();
        ask(carrier, BLOB);
        answer();
        arriving.file().close();
    }

    private void assertEndsAfter(int seconds) {
        client.pass(seconds - 1);
        assertThat(client.isOpen()).as("a second before").isTrue();
        client.pass(1);
        assertThat(client.isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void aConnectionThatAsksNothingEnds(Carrier carrier) {
        connect(carrier);

        assertEndsAfter(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void aConnectionThatAsksNothingMoreEnds(Carrier carrier) {
        connect(carrier);
        client.pass(LIMIT - 1);
        ask(carrier, "/v2/");
        assertThat(client.taken()).isPositive();

        assertEndsAfter(LIMIT);
    }

    @Test
    void aConnectionOfHttp2WithoutStreamsEnds() throws Http2Exception {
        pipelines.http2(client.pipeline(), Optional.empty());
        ByteBuf head = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(1, request("/v2/"), head);
        client.writeInbound(
                Http2CodecUtil.connectionPrefaceBuf(), frame(4, 0, 0, Unpooled.EMPTY_BUFFER), frame(1, 5, 1, head));
        assertThat(client.taken()).isPositive();

        assertEndsAfter(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void aHeadThatDoesNotEndEndsTheConnectionSooner(Carrier carrier) {
        connect(carrier);
        send("GET /v2/ HTTP/1.1\r\n");
        for (int i = 0; i < 29; i++) {
            client.pass(1);
            send("a: b\r\n");
        }

        assertEndsAfter(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForUsIsNotSentAway(Carrier carrier) {
        world.serve("1", "{\"schemaVersion\":2}");
        connect(carrier);
        ask(carrier, "/v2/library/app/manifests/1");
        client.pass(3 * LIMIT);
        assertThat(client.isOpen()).isTrue();
        assertThat(client.taken()).isZero();

        answer();

        assertThat(client.taken()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void whoTakesNothingOfABlobIsSentAwayAndTheFileGivenBack(Carrier carrier) throws Exception {
        hold();
        connect(carrier);
        client.takes(0);
        ask(carrier, BLOB);
        assertThat(world.store.openFiles()).isEqualTo(1);

        assertEndsAfter(TWICE);

        assertThat(world.store.openFiles()).isZero();
    }

    /** By sendfile these are parts of one file: each is progress, though no write ends with it. */
    @ParameterizedTest
    @EnumSource
    void whoTakesALittleNowAndThenIsNot(Carrier carrier) throws Exception {
        hold();
        connect(carrier);
        client.takes(0);
        ask(carrier, BLOB);

        for (int i = 0; i < 10; i++) {
            client.pass(LIMIT - 1);
            client.takes(1);
        }

        assertThat(client.taken()).isEqualTo(10);
        client.pass(TWICE);
        assertThat(client.isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whoTakesNothingOfAnArrivingBlobIsSentAwayAndTheFillGoesOn(Carrier carrier) throws Exception {
        connect(carrier);
        client.takes(0);
        arrive(carrier);
        assertThat(client.waiting()).as("the head and a byte").isEqualTo(2);

        assertEndsAfter(TWICE);

        world.answered.open();
        world.awaitFills();
        assertThat(world.index.blobs().find(Digest.sha256(CONTENT))).isInstanceOf(Lookup.Found.class);
        assertThat(world.store.openFiles()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoHasTakenAllThatHasArrivedIsNotSentAway(Carrier carrier) throws Exception {
        connect(carrier);
        arrive(carrier);
        assertThat(client.taken()).isPositive();

        client.pass(3 * LIMIT);

        assertThat(client.isOpen()).isTrue();
    }
}
