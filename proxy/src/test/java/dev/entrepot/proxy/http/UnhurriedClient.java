package dev.entrepot.proxy.http;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;

/** A connection whose client takes what it is sent piece by piece, in a time that stands still but for the test. */
final class UnhurriedClient extends EmbeddedChannel {

    /** Of a file that goes by sendfile; all else is taken message by message. */
    private static final int BYTES = 1000;

    private int willTake = Integer.MAX_VALUE;
    private int taken;

    UnhurriedClient() throws Exception {
        // As an accepted one: HTTP/2 tells servers by it.
        super(new LocalServerChannel(), DefaultChannelId.newInstance(), false, false);
        register();
        freezeTime();
    }

    void pass(int seconds) {
        // Step by step: a timer that is run late starts the next one late.
        for (int i = 0; i < seconds; i++) {
            advanceTimeBy(1, TimeUnit.SECONDS);
            runPendingTasks();
        }
    }

    /** From now on so many pieces, and no more. */
    void takes(int pieces) {
        willTake = pieces;
        flush();
        runPendingTasks();
    }

    /** Messages that it has been sent and has not taken. */
    int waiting() {
        return unsafe().outboundBuffer().size();
    }

    /** Pieces, since the beginning. */
    int taken() {
        return taken;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws IOException {
        for (Object message = in.current(); message != null && willTake > 0; message = in.current()) {
            willTake--;
            taken++;
            if (message instanceof FileRegion region) {
                in.progress(region.transferTo(new Sip(), region.transferred()));
                if (region.transferred() < region.count()) {
                    continue;
                }
            }
            in.remove();
        }
    }

    /** Takes a little and then is full. */
    private static final class Sip implements WritableByteChannel {

        private int left = BYTES;

        @Override
        public int write(ByteBuffer source) {
            int bytes = Math.min(left, source.remaining());
            left -= bytes;
            source.position(source.position() + bytes);
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
