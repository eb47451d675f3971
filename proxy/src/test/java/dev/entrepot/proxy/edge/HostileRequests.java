package dev.entrepot.proxy.edge;

import java.util.List;
import java.util.Random;

/** Malformed requests, each the same for the same seed: proper ones that were damaged, and pieces put together at random. */
final class HostileRequests {

    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "get", "G\u0000T", "");

    private static final List<String> TARGETS = List.of(
            "/v2/",
            "/v2",
            "/",
            "*",
            "",
            "//",
            "/v2//",
            "/v2/a/b/manifests/latest",
            "/v2/a/b/manifests/",
            "/v2/a/b/blobs/sha256:",
            "/v2/a/b/blobs/sha256:" + "0".repeat(64),
            "/v2/a/b/blobs/sha512:" + "f".repeat(128),
            "/v2/a/b/blobs/md5:0",
            "/v2/a/b/blobs/sha256:" + "G".repeat(64),
            "/v2/a/b/tags/list?n=-1&last=%ff",
            "/v2/a/b/referrers/sha256:" + "0".repeat(64) + "?artifactType=%00",
            "/v2/_catalog?n=99999999999999999999",
            "/v2/a%2fb/manifests/1",
            "/v2/../../etc/passwd",
            "/v2/a/%2e%2e/%2e%2e/b/manifests/1",
            "/v2/a/b/manifests/1?ns=%zz",
            "/v2/a/b/manifests/1?ns=up.test&ns=other",
            "/v2/a/b/manifests/1?ns=127.0.0.1:1",
            "/v2/a/b/manifests/1?" + "x=1&".repeat(300),
            "http://[::1/v2/",
            "https://",
            "/%",
            "/%c0%ae%c0%ae/v2/",
            "/v2/\u00e4\u00f6/manifests/1",
            "/v2/" + "a/".repeat(300) + "manifests/1",
            "/docker.io/v2/",
            "/v2/a/b/blobs/uploads/");

    private static final List<String> VERSIONS = List.of(
            " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/0.9", " HTTP/9.9", " HTTP/1.1 x", "", " RTSP/1.0", "\t");

    private static final List<String> HEADERS = List.of(
            "Host: proxy",
            "Host: proxy",
            "Host: proxy",
            "Host: a b",
            "Host : proxy",
            "Connection: close",
            "Connection: keep-alive, upgrade",
            "Upgrade: h2c",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 1e3",
            "Content-Length: 18446744073709551616",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: \u000bchunked",
            "Transfer-Encoding: gzip, chunked",
            "Expect: 100-continue",
            "Expect: nothing",
            "Range: bytes=0-0",
            "Range: bytes=-0",
            "Range: bytes=99999999999999999999-",
            "Range: bytes=0-1,2-3,,",
            "Range: \u0000",
            "If-Range: \"",
            "If-None-Match: \"sha256:\", *, W/\"",
            "Accept: " + "*/*,".repeat(500),
            "Authorization: Basic =",
            "Authorization: Bearer \u00ff",
            "Via: 1.1 entrepot",
            "X: a\r\n b",
            " folded: first",
            ": nameless",
            "No-Colon",
            "X(y): z",
            "Cookie: " + "c".repeat(5000));

    private static final List<String> BODIES =
            List.of("", "", "", "hello", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n", "-1\r\n\r\n", "\u0000".repeat(100));

    private final Random random;

    HostileRequests(long seed) {
        this.random = new Random(seed);
    }

    /** In ISO 8859-1. */
    String next() {
        String request = assembled();
        return random.nextInt(3) == 0 ? damaged(request) : request;
    }

    private String assembled() {
        String end = random.nextInt(12) == 0 ? "\n" : "\r\n";
        StringBuilder request = new StringBuilder(pick(METHODS)).append(' ').append(pick(TARGETS));
        request.append(pick(VERSIONS)).append(end);
        for (int i = random.nextInt(6); i > 0; i--) {
            request.append(pick(HEADERS)).append(end);
        }
        return request.append(end).append(pick(BODIES)).toString();
    }

    /** Bytes changed, removed, doubled or cut off. */
    private String damaged(String request) {
        StringBuilder bytes = new StringBuilder(request);
        for (int i = 1 + random.nextInt(4); i > 0 && !bytes.isEmpty(); i--) {
            int at = random.nextInt(bytes.length());
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 1 -> bytes.deleteCharAt(at);
                case 2 -> bytes.insert(at, bytes.charAt(at));
                default -> bytes.setLength(at);
            }
        }
        return bytes.toString();
    }

    /** Bytes that are no HTTP at all, or what looks like frames of HTTP/2. */
    byte[] noise() {
        byte[] bytes = new byte[1 + random.nextInt(400)];
        random.nextBytes(bytes);
        if (random.nextBoolean() && bytes.length > 9) {
            // A frame's length, type, flags and stream, so that its content is looked at.
            bytes[0] = 0;
            bytes[1] = (byte) ((bytes.length - 9) >> 8);
            bytes[2] = (byte) (bytes.length - 9);
            bytes[3] = (byte) random.nextInt(11);
            bytes[5] = 0;
            bytes[6] = 0;
            bytes[7] = 0;
            bytes[8] = (byte) random.nextInt(8);
        }
        return bytes;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
