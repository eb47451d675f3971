package dev.entrepot.testkit.registry.wire;

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

    private final RequestLog log = new RequestLog();
    private final Pause pause = new Pause();
    private final Set<Connection> connections = new HashSet<>();
    private final Listener listener;
    private volatile Handler handler = request -> Answer.empty(503);
    private volatile @Nullable Pace pace;

    private WireServer(int port) {
        listener = new Listener(port, this::serve);
    }

    /**
     * A server that does not listen yet.
     *
     * @param port or 0 for any
     */
    public static WireServer on(int port) {
        return new WireServer(port);
    }

    public void start(Handler answers) {
        handler = answers;
        startListening();
    }

    public int port() {
        return listener.port();
    }

    public RequestLog log() {
        return log;
    }

    /** Listens again, on the same port; does nothing if it listens. */
    public void startListening() {
        listener.open();
    }

    /** As if the process had ended: connections are closed, new ones are refused. */
    public void stopListening() {
        listener.close();
        killConnections();
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
    public int openConnections() {
        synchronized (connections) {
            return connections.size();
        }
    }

    @Override
    public void close() {
        listener.release();
        killConnections();
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

    void forget(Connection connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    private void serve(Socket client) {
        Connection connection = new Connection(this, client);
        synchronized (connections) {
            connections.add(connection);
        }
        Thread.ofVirtual().name("connection-" + port()).start(connection);
    }

    private void killConnections() {
        List<Connection> open;
        synchronized (connections) {
            open = List.copyOf(connections);
        }
        open.forEach(Connection::kill);
    }
}
