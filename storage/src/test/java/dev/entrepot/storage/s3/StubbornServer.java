package dev.entrepot.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** Reads the head of each request, answers as it likes, and then neither reads nor closes. */
final class StubbornServer implements AutoCloseable {

    /** What it does after a head. */
    interface Answering {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final Answering answering;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    StubbornServer(ServerSocketFactory sockets, Answering answering) throws IOException {
        this.socket = sockets.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.answering = answering;
        Thread.ofVirtual().start(this::accept);
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort());
    }

    void awaitRequest() throws InterruptedException {
        asked.await();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                accepted.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            asked.countDown();
            answering.answer(client.getOutputStream());
        } catch (IOException | InterruptedException gone) {
            // The client has given up, as it should.
        }
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket client : accepted) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
