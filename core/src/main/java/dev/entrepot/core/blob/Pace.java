package dev.entrepot.core.blob;

/**
 * Told how far a long piece of work has come. It may wait, so that the work leaves something of the disk to others;
 * interrupted while it waits, it returns with the interrupt still set.
 */
@FunctionalInterface
public interface Pace {

    /** As fast as the disk. */
    Pace FULL = bytes -> {};

    /** @param bytes read since the last call */
    void took(long bytes);
}
