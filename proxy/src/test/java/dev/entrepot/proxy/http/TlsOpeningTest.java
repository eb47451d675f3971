package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.proxy.edge.TestTls;
import dev.entrepot.proxy.tls.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a connection may take until it is encrypted. */
class TlsOpeningTest {

    /** A record of a handshake, and the beginning of a ClientHello. */
    private static final byte[] HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    @TempDir
    private Path folder = Path.of("");

    private EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("entrepot.yaml"), new TestTls().writeTo(folder));
        ServerTls tls = ServerTls.of(new ConfigLoader(Map.of(), folder)
                .load(Optional.empty(), Map.of())
                .tls()
                .orElseThrow());
        channel = new EmbeddedChannel(new TlsOpening(tls));
        channel.freezeTime();
        // Its deadline began before time stood still.
        pass(0);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void send(byte... bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    @Test
    void whoSaysNothingIsSentAwayAfterTenSeconds() {
        pass(8);
        assertThat(channel.isOpen()).isTrue();
        pass(3);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aByteNowAndThenDoesNotHelp() {
        for (int i = 0; i < 4; i++) {
            send(HELLO[i]);
            pass(2);
        }
        assertThat(channel.isOpen()).isTrue();
        pass(3);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHandshakeThatDoesNotGoOnEndsAfterTenSecondsMore() {
        pass(5);
        send(HELLO);
        pass(8);
        assertThat(channel.isOpen()).isTrue();
        for (int i = 0; i < 2; i++) {
            send((byte) 0);
            pass(1);
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void plainHttpIsAnsweredAndTheConnectionEndsSoonAlsoWhileMoreComes() {
        send("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 400 ")
                .contains("use https://");
        answer.release();

        pass(1);
        send((byte) 'x');
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }
}
