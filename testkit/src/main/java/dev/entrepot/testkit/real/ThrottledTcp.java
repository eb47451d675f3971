package dev.entrepot.testkit.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The line between entrepot and an upstream: passes TCP through, and makes it slow, silent or broken when told to.
 * "Down" is from the upstream to whoever connected. Faults hit all connections at once; the rate is shared by them.
 */
public final class ThrottledTcp implements AutoCloseable {

    private static final int CHUNK = 16 << 10;

    private final int target;
    private final int port;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Valve valve = new Valve();
    private final AtomicLong bytesDown = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong faultAt = new AtomicLong(Long.MAX_VALUE);
    private volatile long faultEvery;
    private volatile Fault fault = Fault.FIN;
    private volatile ServerSocket listener;

    /** How a connection ends before its time. */
    public enum Fault {
        /** An orderly end, as of a proxy that gives up. */
        FIN,
        /** "Connection reset by peer", as of a host that crashed. */
        RST
    }

    private ThrottledTcp(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.port = listener.getLocalPort();
    }

    /** Passes everything on to {@code port} of the loopback address. */
    static ThrottledTcp to(int port) {
        try {
            ThrottledTcp tcp = new ThrottledTcp(port, listen(0));
            tcp.accepting();
            return tcp;
        } catch (IOException e) {
            throw ChildProcess.unreadable(Path.of("127.0.0.1:0"), e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
    }

    private void accepting() {
        ServerSocket current = listener;
        Thread.ofVirtual().name("throttled-tcp").start(() -> accept(current));
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Limits what goes down, of all connections together. */
    public void bytesPerSecond(long rate) {
        valve.limit(rate);
    }

    public void unlimited() {
        valve.limit(Long.MAX_VALUE);
    }

    /** Holds everything that goes down, as an upstream that hangs; connections are still accepted. */
    public void pause() {
        valve.pause();
    }

    public void resume() {
        valve.resume();
    }

    /** Ends all connections, and refuses new ones, as a host on which nothing listens. */
    public void stopListening() {
        close(listener);
        breakNow(Fault.RST);
    }

    public void startListening() {
        try {
            listener = listen(port);
            accepting();
        } catch (IOException e) {
            throw ChildProcess.unreadable(Path.of("127.0.0.1:" + port), e);
        }
    }

    /** Breaks every open connection now. */
    public void breakNow(Fault how) {
        lines.forEach(line -> line.end(how));
    }

    /** Breaks the connection, once, over which the {@code bytes}-th byte from now on goes down, after that byte. */
    public void breakAfter(long bytes, Fault how) {
        fault = how;
        faultAt.set(bytesDown.get() + bytes);
    }

    /** The same after each {@code bytes}, until {@link #breakNoMore}. */
    public void breakEvery(long bytes, Fault how) {
        faultEvery = bytes;
        breakAfter(bytes, how);
    }

    public void breakNoMore() {
        faultEvery = 0;
        faultAt.set(Long.MAX_VALUE);
    }

    /** Bytes that went down since the start. */
    public long bytesDown() {
        return bytesDown.get();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return connections.get();
    }

    private void accept(ServerSocket current) {
        while (!current.isClosed()) {
            try {
                Socket client = current.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        Line line = new Line(client, upstream);
        lines.add(line);
        try {
            upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5000);
            Thread.ofVirtual().start(() -> up(line));
            down(line);
        } catch (IOException refused) {
            line.end(Fault.RST);
        } finally {
            lines.remove(line);
        }
    }

    private static void up(Line line) {
        try (InputStream in = line.client().getInputStream()) {
            in.transferTo(line.upstream().getOutputStream());
            line.upstream().shutdownOutput();
        } catch (IOException ended) {
            line.end(Fault.FIN);
        }
    }

    private void down(Line line) throws IOException {
        InputStream in = line.upstream().getInputStream();
        OutputStream out = line.client().getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            valve.pass(length);
            long before = bytesDown.getAndAdd(length);
            long limit = faultAt.get();
            if (before + length >= limit && faultAt.compareAndSet(limit, nextFault(before + length))) {
                out.write(chunk, 0, (int) Math.max(0, limit - before));
                line.end(fault);
                return;
            }
            out.write(chunk, 0, length);
        }
        line.end(Fault.FIN);
    }

    private long nextFault(long from) {
        return faultEvery == 0 ? Long.MAX_VALUE : from + faultEvery;
    }

    private void close(ServerSocket listening) {
        try {
            listening.close();
        } catch (IOException e) {
            throw ChildProcess.unreadable(Path.of("127.0.0.1:" + port), e);
        }
    }

    @Override
    public void close() {
        close(listener);
        valve.resume();
        breakNow(Fault.FIN);
    }

    private record Line(Socket client, Socket upstream) {

        void end(Fault how) {
            try (client;
                    upstream) {
                if (how == Fault.RST) {
                    client.setSoLinger(true, 0);
                } else {
                    // Closing alone would send RST while something sent to us is unread.
                    client.shutdownOutput();
                }
            } catch (IOException alreadyEnded) {
                return;
            }
        }
    }
}
