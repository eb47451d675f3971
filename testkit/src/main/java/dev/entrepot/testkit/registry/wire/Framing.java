package dev.entrepot.testkit.registry.wire;

/** How an answer says where its body ends. */
public sealed interface Framing {

    /** {@code Content-Length} with the true length. */
    record Exact() implements Framing {}

    /** {@code Content-Length} with this length, whatever the body has; the connection closes after it. */
    record Declared(long length) implements Framing {}

    record Chunked() implements Framing {}

    /** No length: the body ends with the connection, as in HTTP/1.0. */
    record UntilClose() implements Framing {}
}
