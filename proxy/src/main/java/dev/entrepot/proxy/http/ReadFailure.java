package dev.entrepot.proxy.http;

import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** Tells, of a file that could not be sent, whether the file is to blame or the connection. */
final class ReadFailure {

    /** {@code errno.h}, the same on every Linux; Netty negates it. */
    private static final int EIO = -5;

    private ReadFailure() {}

    /**
     * True for an I/O error of the disk, and for a file that ends too soon, which Netty reports by an exception without
     * an errno. Without the native transport the connection's own errors have none either, so there it may be wrong.
     */
    static boolean mayBe(Throwable cause) {
        if (cause instanceof NativeIoException failed) {
            return failed.expectedErr() == EIO;
        }
        return cause instanceof IOException
                && !(cause instanceof ClosedChannelException)
                && !(cause instanceof ChannelOutputShutdownException);
    }
}
