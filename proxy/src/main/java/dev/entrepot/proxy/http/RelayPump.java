package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.RemoteBlob;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a stream that is not stored to one connection. {@link #run()} blocks, in a virtual thread of its own: on the
 * source while it is slow, on the client while that one is.
 */
final class RelayPump implements BodyWriter, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RelayPump.class);

    private final Exchange exchange;
    private final RemoteBlob source;
    private final long length;
    private volatile boolean gone;
    private volatile @Nullable ChannelFuture onTheWay;

    /** @param length bytes that were announced; the stream may have more, which are not sent */
    RelayPump(Exchange exchange, RemoteBlob source, long length) {
        this.exchange = exchange;
        this.source = source;
        this.length = length;
    }

    @Override
    public void run() {
        boolean whole = false;
        try (source) {
            whole = copy();
        } catch (IOException e) {
            LOG.info("a relayed body was cut: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("a relayed body was cut unexpectedly", e);
        }
        exchange.ctx().executor().execute(whole ? exchange::finish : exchange::cutShort);
    }

    private boolean copy() throws IOException, InterruptedException {
        long left = length;
        ChannelFuture written = null;
        while (left > 0 && !gone) {
            ByteBuffer chunk = source.next();
            if (chunk == null) {
                break;
            }
            if (chunk.remaining() > left) {
                chunk.limit(chunk.position() + (int) left);
            }
            left -= chunk.remaining();
            awaitRoom(written);
            written = write(chunk);
            onTheWay = written;
        }
        awaitRoom(written);
        return left == 0 && !gone;
    }

    /** One chunk on its way, one in hand: what a slow client may cost in memory. */
    private void awaitRoom(@Nullable ChannelFuture written) throws InterruptedException {
        if (written != null && !written.await().isSuccess()) {
            gone = true;
        }
    }

    private ChannelFuture write(ByteBuffer chunk) {
        ByteBuf copy = exchange.ctx().alloc().ioBuffer(chunk.remaining()).writeBytes(chunk);
        ChannelFuture written = exchange.part(copy);
        exchange.flush();
        return written;
    }

    @Override
    public void onWritable() {}

    @Override
    public boolean waitsForClient() {
        ChannelFuture last = onTheWay;
        return last != null && !last.isDone();
    }

    @Override
    public void onGone() {
        gone = true;
    }
}
