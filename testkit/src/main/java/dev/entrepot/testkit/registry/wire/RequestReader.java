package dev.entrepot.testkit.registry.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads requests, one after the other, from a connection. */
final class RequestReader {

    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_BODY = 1024 * 1024;

    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next request, or null when the client has closed the connection. */
    @Nullable
    Request read() throws IOException {
        String start = line();
        if (start == null) {
            return null;
        }
        String[] words = start.split(" ", -1);
        if (words.length != 3) {
            throw new ProtocolException("not a request line: " + start);
        }
        Headers headers = headers();
        int question = words[1].indexOf('?');
        String path = question < 0 ? words[1] : words[1].substring(0, question);
        String query = question < 0 ? "" : words[1].substring(question + 1);
        return new Request(words[0], path, query, headers, body(headers));
    }

    private Headers headers() throws IOException {
        Headers headers = Headers.NONE;
        for (String line = line(); line == null || !line.isEmpty(); line = line()) {
            if (line == null) {
                throw new EOFException("in the header of a request");
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header line: " + line);
            }
            headers = headers.plus(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String body(Headers headers) throws IOException {
        String length = headers.first("Content-Length");
        if (length == null) {
            return "";
        }
        int size = Integer.parseInt(length);
        if (size > MAX_BODY) {
            throw new ProtocolException("a body of " + size + " bytes");
        }
        return new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (line.size() == MAX_LINE) {
                throw new ProtocolException("a line of more than " + MAX_LINE + " bytes");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
