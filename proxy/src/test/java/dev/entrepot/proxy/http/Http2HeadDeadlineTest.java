package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames by hand (RFC 9113, section 4.1): what they hold does not matter to a deadline. */
class Http2HeadDeadlineTest {

    private static final int DATA = 0x0;
    private static final int HEADERS = 0x1;
    private static final int SETTINGS = 0x4;
    private static final int CONTINUATION = 0x9;
    private static final int NONE = 0x0;
    private static final int END_HEADERS = 0x4;

    private int overdue;
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new Http2HeadDeadline(30_000), new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    overdue += event == HeadDeadline.Event.OVERDUE ? 1 : 0;
                }
            });

    Http2HeadDeadlineTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    private void begin() {
        channel.writeInbound(Unpooled.buffer().writeZero(24));
        channel.writeInbound(frame(SETTINGS, NONE, 12));
        channel.writeInbound(frame(HEADERS, END_HEADERS, 50));
    }

    @Test
    void theFirstHeadHasItsTimeFromTheFirstByteOfTheConnection() {
        channel.writeInbound(Unpooled.buffer().writeZero(24));
        pass(20);
        channel.writeInbound(frame(SETTINGS, NONE, 12));
        pass(9);
        assertThat(overdue).isZero();
        pass(1);
        assertThat(overdue).isEqualTo(1);
    }

    @Test
    void betweenTwoHeadsThereIsNoHurry() {
        begin();
        pass(1000);
        channel.writeInbound(frame(SETTINGS, NONE, 0), frame(HEADERS, END_HEADERS, 50), frame(DATA, NONE, 10));
        pass(1000);

        assertThat(overdue).isZero();
    }

    @Test
    void aHeadThatGoesOnInEverMoreFramesIsOverdueOnAnyStream() {
        begin();
        channel.writeInbound(frame(HEADERS, NONE, 50));
        for (int i = 0; i < 29; i++) {
            pass(1);
            channel.writeInbound(frame(CONTINUATION, NONE, 1));
        }
        assertThat(overdue).isZero();
        pass(1);
        assertThat(overdue).isEqualTo(1);
    }

    @Test
    void aHeadThatEndsInTimeIsNot() {
        begin();
        channel.writeInbound(frame(HEADERS, NONE, 50));
        pass(29);
        channel.writeInbound(frame(CONTINUATION, END_HEADERS, 5));
        pass(1000);

        assertThat(overdue).isZero();
    }

    @Test
    void whereverItIsCutAFrameIsFollowed() {
        ByteBuf all = Unpooled.wrappedBuffer(
                Unpooled.buffer().writeZero(24),
                frame(SETTINGS, NONE, 300),
                frame(HEADERS, NONE, 300),
                frame(CONTINUATION, END_HEADERS, 70_000),
                frame(DATA, NONE, 0),
                frame(HEADERS, END_HEADERS, 1));
        while (all.isReadable()) {
            channel.writeInbound(all.readRetainedSlice(1));
        }
        all.release();
        pass(1000);
        assertThat(overdue).isZero();

        channel.writeInbound(frame(HEADERS, END_HEADERS, 50).writerIndex(5));
        pass(30);
        assertThat(overdue).isEqualTo(1);
    }

    @Test
    void aBodyMayTakeItsTime() {
        begin();
        channel.writeInbound(frame(DATA, NONE, 1000).writerIndex(500));
        pass(1000);

        assertThat(overdue).isZero();
    }
}
