package dev.entrepot.core.fsck;

/** Waits until what a pull may be in the middle of is surely over. */
@FunctionalInterface
public interface Grace {

    /** For when nobody else is at it. */
    Grace NONE = () -> {};

    void await() throws InterruptedException;
}
