package dev.entrepot.proxy.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A bare connection that shows what really goes over it, also how it ends. */
final class Wire implements Closeable {

    /** An answer, whole or not. */
    static final class Response {

        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;
        private final long announced;
        private final End end;

        private Response(int status, Map<String, String> headers, byte[] body, long announced, End end) {
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.announced = announced;
            this.end = end;
        }

        int status() {
            return status;
        }

        /** By lower-case name. */
        Map<String, String> headers() {
            return headers;
        }

        @Nullable
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        /** What came of it. */
        byte[] body() {
            return body;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean isWhole() {
            return body.length == announced;
        }

        /** How the connection stood after it. */
        End end() {
            return end;
        }
    }

    enum End {
        OPEN,
        FIN,
        RESET
    }

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        this(port, Duration.ofSeconds(20));
    }

    /** @param patience with each read */
    Wire(int port, Duration patience) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), patience);
    }

    /** @param patience with each read */
    Wire(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) patience.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String method, String target, String... headers) throws IOException {
        write(method + " " + target + " HTTP/1.1\r\nHost: proxy\r\n" + lines(headers) + "\r\n");
    }

    private static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    void write(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Response receive(String method) throws IOException {
        return receiveSlowly(method, Long.MAX_VALUE);
    }

    /** @param bytesPerSecond at which the body is read, at most */
    Response receiveSlowly(String method, long bytesPerSecond) throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + "\n" + other);
        }
        long announced = Long.parseLong(headers.getOrDefault("content-length", "-1"));
        boolean bodiless = method.equals("HEAD") || status == 304 || status == 204;
        return body(new Head(status, headers, announced), bodiless ? 0 : announced, bytesPerSecond);
    }

    private record Head(int status, Map<String, String> headers, long announced) {}

    private Response body(Head head, long length, long bytesPerSecond) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        End end = End.OPEN;
        try {
            while (body.size() < length) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, length - body.size()));
                if (count < 0) {
                    end = End.FIN;
                    break;
                }
                body.write(buffer, 0, count);
                LockSupport.parkNanos((long) (body.size() * 1e9 / bytesPerSecond) - (System.nanoTime() - start));
            }
        } catch (SocketException e) {
            end = End.RESET;
        }
        return new Response(head.status(), head.headers(), body.toByteArray(), head.announced(), end);
    }

    /** Reads {@code count} bytes of a body, for clients that leave in the middle. */
    byte[] readSome(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** How many bytes come before the other side closes, by FIN or by RST. */
    int countUntilClosed() throws IOException {
        byte[] buffer = new byte[64 << 10];
        int count = 0;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
            }
        } catch (SocketException e) {
            return count;
        }
        return count;
    }

    /** Skips the head of a response and leaves its body. */
    void skipHead() throws IOException {
        String line = line();
        while (!line.isEmpty()) {
            line = line();
        }
    }

    /** How many more bytes come, of heads and bodies alike, until the other side closes with FIN. */
    long countToEnd() throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    /** Whether the connection ends where an answer should begin; waits for either. */
    boolean isClosedBeforeAnswer() throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first < 0;
    }

    /** Returns when the first byte of an answer is here. */
    void awaitAnswer() throws IOException {
        if (isClosedBeforeAnswer()) {
            throw new IOException("the connection was closed instead of an answer");
        }
    }

    /** Whether the other side has closed, waiting for it if need be. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        if (c < 0 && line.isEmpty()) {
            throw new IOException("the connection was closed instead of an answer");
        }
        return line.toString();
    }

    /** Leaves with a reset, as containerd does in the middle of a chunk. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
