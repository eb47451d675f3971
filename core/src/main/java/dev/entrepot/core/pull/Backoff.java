package dev.entrepot.core.pull;

/** How long to wait before a broken transfer is taken up again. */
public interface Backoff {

    /**
     * Waits before attempt {@code attempt}.
     *
     * @param attempt 1 for the first repetition since there was progress
     * @return false when there has been enough of it
     */
    boolean awaitTurn(int attempt) throws InterruptedException;
}
