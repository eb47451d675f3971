package dev.entrepot.testkit.blob;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds whoever comes to it until a test opens it; the test can wait until somebody has come. */
public final class Gate {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);

    public void open() {
        opened.countDown();
    }

    public boolean isOpen() {
        return opened.getCount() == 0;
    }

    /** Returns once somebody is held here, or has passed. */
    public void awaitArrival() {
        try {
            if (!reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came to the gate within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for somebody to come to the gate", e);
        }
    }

    /** Held here until the gate is open; fails when interrupted. */
    public void pass() throws InterruptedIOException {
        reached.countDown();
        try {
            if (!opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody opened the gate within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at the gate");
        }
    }
}
