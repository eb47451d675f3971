package dev.entrepot.proxy.edge;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port where connecting hangs: somebody listens, accepts nothing, and has as many waiting as he can. */
final class DeafPort implements Closeable {

    /** More than Linux lets wait at a backlog of one. */
    private static final int WAITING = 8;

    private final ServerSocket server = new ServerSocket();
    private final List<SocketChannel> waiting = new ArrayList<>();

    DeafPort(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        server.setReuseAddress(true);
        server.bind(address, 1);
        for (int i = 0; i < WAITING; i++) {
            SocketChannel client = SocketChannel.open();
            client.configureBlocking(false);
            client.connect(address);
            waiting.add(client);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel client : waiting) {
            client.close();
        }
        server.close();
    }
}
