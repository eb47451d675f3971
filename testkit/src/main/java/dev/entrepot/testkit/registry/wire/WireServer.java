package dev.entrepot.testkit.registry.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on the loopback address. It can stop listening and come back on the same port, stop
 * everything where it is, and share one pace among all connections.
 */
public final class WireServer implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;

    private final RequestLog log = new RequestLog();
    private final Pause pause = new Pause();
    private final Set<Connection> connections = new HashSet<>();
    private @Nullable ServerSocket listener;
    private volatile Handler handler = request -> Answer.empty(503);
    private volatile int port;
    private volatile @Nullable Pace pace;

    /** @param wantedPort or 0 for any */
    public void start(int wantedPort, Handler answers) {
        handler = answers;
        port = wantedPort;
        startListening();
    }

    public int port() {
        return port;
    }

    public RequestLog log() {
        return log;
    }

    /** Listens again, on the same port; does nothing if it listens. */
    public synchronized void startListening() {
        if (listener != null) {
            return;
        }
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
            port = socket.getLocalPort();
            listener = socket;
            Thread.ofVirtual().name("accept-" + port).start(() -> acceptFrom(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port, e);
        }
    }

    /** As if the process had ended: connections are closed, new ones are refused. */
    public void stopListening() {
        List<Connection> open;
        synchronized (this) {
            if (listener == null) {
                return;
            }
            closeQuietly(listener);
            listener = null;
            open = List.copyOf(connections);
        }
        open.forEach(Connection::kill);
    }

    /** Nothing is answered and no body goes on until {@link #resume}; connections are still accepted. */
    public void pause() {
        pause.set(true);
    }

    public void resume() {
        pause.set(false);
    }

    /** One pace for all connections together; null for none. It holds for running answers, too. */
    public void pace(@Nullable Pace shared) {
        pace = shared;
    }

    /** How many clients are connected, idle ones included. */
    public synchronized int openConnections() {
        return connections.size();
    }

    @Override
    public void close() {
        stopListening();
    }

    Handler handler() {
        return handler;
    }

    @Nullable
    Pace pace() {
        return pace;
    }

    void awaitResumed() throws InterruptedException {
        pause.await();
    }

    synchronized void forget(Connection connection) {
        connections.remove(connection);
    }

    private void acceptFrom(ServerSocket socket) {
        try (socket) {
            while (true) {
                serve(socket, socket.accept());
            }
        } catch (IOException e) {
            // Closed by stopListening.
        }
    }

    private synchronized void serve(ServerSocket from, Socket client) {
        if (from.isClosed()) {
            closeQuietly(client);
            return;
        }
        Connection connection = new Connection(this, client);
        connections.add(connection);
        Thread.ofVirtual().name("connection-" + port).start(connection);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // There is nothing left to do with it.
        }
    }
}
