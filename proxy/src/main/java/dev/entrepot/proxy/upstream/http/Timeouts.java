package dev.entrepot.proxy.upstream.http;

import java.time.Duration;

/**
 * How long each step may take; the caller's deadline bounds connect and first byte together.
 *
 * @param connect of TCP, and once more of TLS
 * @param firstByte from the request to the response's headers, from there to the first piece of the body, and while
 *     waiting for a free connection
 * @param idle between two pieces of a body
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle) {

    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(30));

    public Timeouts {
        requirePositive("connect", connect);
        requirePositive("firstByte", firstByte);
        requirePositive("idle", idle);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be more than 0: " + value);
        }
    }
}
