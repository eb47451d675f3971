package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import io.netty.channel.DefaultFileRegion;
import java.util.function.LongConsumer;

/**
 * A part of a leased file, sent by sendfile. It must extend {@link DefaultFileRegion}: Netty copies any other kind of
 * region through user space. Ends by giving the lease back instead of closing the channel, which others share.
 */
final class LeasedRegion extends DefaultFileRegion {

    private final LongConsumer release;

    /** @param release told once how many bytes were sent, when they all were or the rest was given up */
    LeasedRegion(LocalBlob blob, long position, long count, LongConsumer release) {
        super(blob.channel(), position, count);
        this.release = release;
    }

    @Override
    protected void deallocate() {
        release.accept(transferred());
    }
}
