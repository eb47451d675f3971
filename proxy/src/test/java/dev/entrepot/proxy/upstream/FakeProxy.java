package dev.entrepot.proxy.upstream;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A forward proxy on loopback: tunnels, and asks for plain http; notes each request's first line and headers. */
final class FakeProxy implements AfterEachCallback, AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<List<String>> heads = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private volatile Predicate<List<String>> admits = head -> true;

    FakeProxy() throws IOException {
        this(ServerSocketFactory.getDefault());
    }

    private FakeProxy(ServerSocketFactory sockets) throws IOException {
        server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    /** One that is itself spoken to by TLS, as {@link TlsServer#HOST}. */
    static FakeProxy secure(X509Bundle authority) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(TlsServer.issued(authority, "proxy").toKeyManagerFactory().getKeyManagers(), null, null);
        return new FakeProxy(context.getServerSocketFactory());
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Names nobody else resolves, such as {@code registry.test:443}, lead to a port of this machine. */
    FakeProxy resolve(String authority, int toPort) {
        ports.put(authority, toPort);
        return this;
    }

    /** Others are answered with 407. */
    FakeProxy admitOnly(String header) {
        admits = head -> head.contains(header);
        return this;
    }

    List<String> lines() {
        return heads.stream().map(List::getFirst).toList();
    }

    List<String> headers() {
        return heads.stream().flatMap(head -> head.stream().skip(1)).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.submit(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private Void serve(Socket client) throws IOException {
        try (client) {
            List<String> head = read(client.getInputStream());
            heads.add(head);
            if (!admits.test(head)) {
                write(client, "HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return null;
            }
            String[] line = head.getFirst().split(" ", 3);
            URI target = URI.create(line[0].equals("CONNECT") ? "tunnel://" + line[1] : line[1]);
            try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port(target))) {
                begin(client, upstream, head, target);
                threads.submit(() -> {
                    upstream.getInputStream().transferTo(client.getOutputStream());
                    client.close();
                    return null;
                });
                client.getInputStream().transferTo(upstream.getOutputStream());
            }
        }
        return null;
    }

    private int port(URI target) {
        return ports.getOrDefault(target.getAuthority(), target.getPort());
    }

    private static void begin(Socket client, Socket upstream, List<String> head, URI target) throws IOException {
        if (target.getScheme().equals("tunnel")) {
            write(client, "HTTP/1.1 200 Tunnel\r\n\r\n");
            return;
        }
        String method = head.getFirst().substring(0, head.getFirst().indexOf(' '));
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        write(upstream, method + " " + target.getRawPath() + query + " HTTP/1.1\r\nConnection: close\r\n");
        for (String header : head.subList(1, head.size())) {
            write(upstream, header.startsWith("proxy-authorization") ? "" : header + "\r\n");
        }
        write(upstream, "\r\n");
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Unbuffered, so that what follows is left for the tunnel. */
    private static List<String> read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("no request");
            }
            text.append((char) octet);
        }
        return List.of(text.toString().split("\r\n", 0));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
