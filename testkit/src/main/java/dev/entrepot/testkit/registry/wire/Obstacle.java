package dev.entrepot.testkit.registry.wire;

/**
 * Something that happens to an answer on its way out, once {@link #at()} bytes of this answer's body were
 * sent. Those bytes have reached the socket by then.
 */
public sealed interface Obstacle {

    /** The position of what happens before the status line. */
    long BEFORE_HEAD = -1;

    long at();

    /** The connection ends: with FIN, or with RST. */
    record Cut(long at, boolean reset) implements Obstacle {}

    /** Nothing more is sent until the gate opens. */
    record Hold(long at, Gate gate) implements Obstacle {}

    /** One bit of the next byte is wrong. */
    record Flip(long at) implements Obstacle {}

    /** From here on, bytes are sent no faster than this. */
    record Slow(long at, Pace pace) implements Obstacle {}
}
