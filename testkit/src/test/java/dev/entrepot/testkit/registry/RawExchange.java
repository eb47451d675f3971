package dev.entrepot.testkit.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One request on a connection of its own: what came back byte by byte, and how it ended. Text is ISO 8859-1. */
record RawExchange(String head, String body, End end) {

    enum End {
        FIN,
        RST,
        /** Nothing came for half a second. */
        SILENCE
    }

    private static final int SILENCE_MILLIS = 500;

    static RawExchange get(RegistryServer server, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            End end = readAll(socket.getInputStream(), received);
            return split(received.toByteArray(), end);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static End readAll(InputStream in, ByteArrayOutputStream received) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                received.write(buffer, 0, n);
            }
            return End.FIN;
        } catch (SocketTimeoutException e) {
            return End.SILENCE;
        } catch (SocketException e) {
            return End.RST;
        }
    }

    private static RawExchange split(byte[] received, End end) {
        String all = text(received);
        int blank = all.indexOf("\r\n\r\n");
        return blank < 0
                ? new RawExchange(all, "", end)
                : new RawExchange(all.substring(0, blank), all.substring(blank + 4), end);
    }
}
