package dev.entrepot.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The same for HTTP/2, whose heads come in frames: one HEADERS, and CONTINUATION until one says that it is the last (RFC
 * 9113, section 6.10). Meanwhile nothing else may come, so a head that is never whole holds up all streams of its
 * connection. The first head counts from the first byte of all; what comes before it is the codec's affair. It sits before
 * the codec, and reads nothing but the nine bytes that each frame begins with (section 4.1).
 */
final class Http2HeadDeadline extends HeadDeadline {

    private static final int PREFACE = 24;
    private static final int FRAME_HEADER = 9;
    private static final int DATA = 0x0;
    private static final int HEADERS = 0x1;
    private static final int CONTINUATION = 0x9;
    private static final int END_HEADERS = 0x4;

    private int prefaceLeft = PREFACE;
    private boolean isHeadOpen = true;
    private int headerRead;
    private int length;
    private int type;
    private int flags;
    private int payloadLeft;

    Http2HeadDeadline(long millis) {
        super(millis);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
            if (isWaiting()) {
                start(ctx);
            }
        }
        ctx.fireChannelRead(message);
    }

    /** Also in the middle of any frame but those of bodies, which come at the pace of their streams. */
    private boolean isWaiting() {
        return isHeadOpen || headerRead > 0 || (payloadLeft > 0 && type != DATA);
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int skipped = Math.min(prefaceLeft, bytes.readableBytes());
        prefaceLeft -= skipped;
        at += skipped;
        while (at < bytes.writerIndex()) {
            if (payloadLeft > 0) {
                int more = Math.min(payloadLeft, bytes.writerIndex() - at);
                payloadLeft -= more;
                at += more;
            } else {
                header(bytes.getUnsignedByte(at));
                at++;
            }
            if (payloadLeft == 0 && headerRead == 0) {
                frameEnded();
            }
        }
    }

    private void header(int octet) {
        switch (headerRead) {
            case 0, 1, 2 -> length = (length << 8 | octet) & 0xffffff;
            case 3 -> type = octet;
            case 4 -> flags = octet;
            default -> {}
        }
        headerRead++;
        if (headerRead == FRAME_HEADER) {
            headerRead = 0;
            payloadLeft = length;
            isHeadOpen |= type == HEADERS;
        }
    }

    private void frameEnded() {
        if ((type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) != 0) {
            isHeadOpen = false;
        }
        if (!isHeadOpen) {
            stop();
        }
    }
}
