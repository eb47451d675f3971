package dev.entrepot.proxy.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection, and bodies that are not looked at: it costs little beside what answers it. Knows no chunks (RFC 9112, 7.1). */
final class PlainClient implements AutoCloseable {

    private static final int BUFFER = 64 << 10;

    private static final int LIMIT_MILLIS = 30_000;

    private static final String CONTENT_LENGTH = "content-length:";

    /** As containerd asks (protocol.md, 1.2). */
    private static final String HEAD = """
            Host: registry.demo\r
            User-Agent: containerd/v2.1.4\r
            Accept: application/vnd.docker.distribution.manifest.v2+json, \
            application/vnd.docker.distribution.manifest.list.v2+json, \
            application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*\r
            """;

    private final Socket socket;
    private final InputStream in;
    private final byte[] dropped = new byte[BUFFER];

    PlainClient(URI entrepot) throws IOException {
        socket = new Socket(entrepot.getHost(), entrepot.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** @throws IOException also where the answer is neither 200 nor 206 */
    void get(String target) throws IOException {
        drop(ask("GET " + target + " HTTP/1.1\r\n" + HEAD));
    }

    void head(String target) throws IOException {
        ask("HEAD " + target + " HTTP/1.1\r\n" + HEAD);
    }

    /** @param last the position of the last byte wanted */
    void getRange(String target, long first, long last) throws IOException {
        drop(ask("GET " + target + " HTTP/1.1\r\n" + HEAD + "Range: bytes=" + first + "-" + last + "\r\n"));
    }

    /** Bytes of the body that comes. */
    private long ask(String request) throws IOException {
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.startsWith("HTTP/1.1 20")) {
            throw new IOException(status + " to " + request.lines().findFirst().orElseThrow());
        }
        long length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(CONTENT_LENGTH)) {
                length = Long.parseLong(lower.substring(CONTENT_LENGTH.length()).trim());
            }
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("cut short");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void drop(long length) throws IOException {
        for (long left = length; left > 0; ) {
            int read = in.read(dropped, 0, (int) Math.min(left, dropped.length));
            if (read < 0) {
                throw new EOFException("cut short");
            }
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
