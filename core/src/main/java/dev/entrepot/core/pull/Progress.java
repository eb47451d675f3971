package dev.entrepot.core.pull;

/** How much of a blob may be read right now. Moves forward only; the last two states are final. */
public sealed interface Progress {

    /** Bytes a reader may take; never the whole blob until its digest has been verified. */
    long available();

    record Growing(long available) implements Progress {}

    record Complete(long available) implements Progress {}

    /** No more will come. A reader ends its response short, so that the client sees it was cut. */
    record Failed(long available, Throwable cause) implements Progress {}

    default boolean isFinal() {
        return !(this instanceof Growing);
    }
}
