package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import io.netty.channel.DefaultFileRegion;

/**
 * A part of a leased file, sent by sendfile. It must extend {@link DefaultFileRegion}: Netty copies any other kind of
 * region through user space. Ends by giving the lease back instead of closing the channel, which others share.
 */
final class LeasedRegion extends DefaultFileRegion {

    private final Runnable release;

    /** @param release run once, when the region was sent or given up */
    LeasedRegion(LocalBlob blob, long position, long count, Runnable release) {
        super(blob.channel(), position, count);
        this.release = release;
    }

    @Override
    protected void deallocate() {
        release.run();
    }
}
