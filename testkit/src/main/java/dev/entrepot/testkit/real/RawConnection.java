package dev.entrepot.testkit.real;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/1.1 connection that hides nothing: what is sent is said byte for byte, and how an answer ended is seen. */
public final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    public static RawConnection to(int port) throws IOException {
        return to(port, 1 << 18);
    }

    /** @param receiveBuffer bytes the kernel takes while nobody reads */
    public static RawConnection to(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new RawConnection(socket);
    }

    /** How a connection was found after an answer. */
    public enum Ending {
        /** Open: another request can be sent. */
        OPEN,
        FIN,
        RST
    }

    /**
     * @param headers by name in any case; of several lines of one name the last
     * @param body as far as it came
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record RawAnswer(int status, Map<String, String> headers, byte[] body, Ending ending) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Bytes that were announced. */
        public long length() {
            return Long.parseLong(headers.getOrDefault("Content-Length", "0"));
        }
    }

    /** Sends a request without a body; {@code lines} are header lines besides {@code Host}. */
    public RawConnection ask(String method, String target, String... lines) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: registry.test\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    public RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads the answer to a request that was not HEAD. */
    public RawAnswer answer() throws IOException {
        RawAnswer head = head();
        byte[] body = new byte[Math.toIntExact(head.status() == 304 ? 0 : head.length())];
        int length = 0;
        Ending ending = Ending.OPEN;
        while (length < body.length && ending == Ending.OPEN) {
            int read = readOrEnding(body, length, body.length - length);
            if (read < 0) {
                ending = read == -1 ? Ending.FIN : Ending.RST;
            } else {
                length += read;
            }
        }
        return new RawAnswer(head.status(), head.headers(), Arrays.copyOf(body, length), ending);
    }

    /** Reads a head, and leaves what follows. */
    public RawAnswer head() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new RawAnswer(Integer.parseInt(status.split(" ", 3)[1]), headers, new byte[0], Ending.OPEN);
    }

    /** How long is waited for the next bytes; then they are a {@link java.net.SocketTimeoutException}. */
    public void patience(Duration limit) throws IOException {
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
    }

    /** Some of a body, as soon as there is any; 0 or less at the end, however it came. */
    public int read(byte[] target, int limit) throws IOException {
        return readOrEnding(target, 0, limit);
    }

    /** Reads and drops some of a body. */
    public void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** Reads to the end, which must come: how it came. */
    public Ending end() throws IOException {
        byte[] dropped = new byte[1 << 16];
        while (true) {
            int read = readOrEnding(dropped, 0, dropped.length);
            if (read < 0) {
                return read == -1 ? Ending.FIN : Ending.RST;
            }
        }
    }

    /** Ends the connection with RST, as a client that has enough in the middle of a body. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** -1 at an orderly end, -2 at a reset. */
    private int readOrEnding(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (SocketException reset) {
            return -2;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended in a head, after: " + line);
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
