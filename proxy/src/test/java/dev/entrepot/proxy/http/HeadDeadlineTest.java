package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeadDeadlineTest {

    private final HeadDeadline deadline = new HeadDeadline(30_000);
    private int overdue;
    private final EmbeddedChannel channel = new EmbeddedChannel(
            deadline, new HttpRequestDecoder(), deadline.heads(), new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    overdue += event == HeadDeadline.Event.OVERDUE ? 1 : 0;
                }
            });

    HeadDeadlineTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whoSendsNothingIsInNoHurry() {
        pass(1000);
        assertThat(overdue).isZero();
    }

    @Test
    void aByteNowAndThenDoesNotHelp() {
        send("GET ");
        for (int i = 0; i < 29; i++) {
            pass(1);
            send("/");
        }
        assertThat(overdue).isZero();
        pass(1);
        assertThat(overdue).isEqualTo(1);
    }

    @Test
    void betweenTwoRequestsThereIsNoHurryAndTheNextHasItsOwnTime() {
        send("GET / HTTP/1.1\r\n\r\n");
        pass(1000);
        assertThat(overdue).isZero();
        send("GET / HTTP/1.1\r\n");
        pass(29);
        send("\r\n");
        pass(1000);
        assertThat(overdue).isZero();
        send("GET");
        pass(30);
        assertThat(overdue).isEqualTo(1);
    }
}
