package dev.entrepot.testkit.registry.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port of 127.0.0.1 that can be opened and closed. A socket that is bound to it but does not listen keeps
 * the kernel from giving the port to somebody else while it is closed.
 */
final class Listener {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;

    private final Consumer<Socket> onClient;
    private final Socket reservation = new Socket();
    private final InetSocketAddress address;
    private @Nullable ServerSocket socket;
    private @Nullable Thread acceptor;

    /** @param wantedPort or 0 for any */
    Listener(int wantedPort, Consumer<Socket> onClient) {
        this.onClient = onClient;
        try {
            InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
            reservation.setReuseAddress(true);
            reservation.bind(new InetSocketAddress(loopback, wantedPort));
            address = new InetSocketAddress(loopback, reservation.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("port " + wantedPort, e);
        }
    }

    int port() {
        return address.getPort();
    }

    /** Does nothing if it is open. */
    synchronized void open() {
        if (socket != null) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(address, BACKLOG);
            socket = opened;
            acceptor = Thread.ofVirtual().name("accept-" + port()).start(() -> acceptFrom(opened));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port(), e);
        }
    }

    /** When this returns, new clients are refused and all others were handed over. */
    synchronized void close() {
        closeQuietly(socket);
        socket = null;
        try {
            // The descriptor lives as long as a thread accepts from it.
            if (acceptor != null) {
                acceptor.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes it for good. */
    void release() {
        close();
        closeQuietly(reservation);
    }

    private void acceptFrom(ServerSocket opened) {
        try (opened) {
            while (true) {
                onClient.accept(opened.accept());
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            // There is nothing left to do with it.
        }
    }
}
