package dev.entrepot.proxy.http;

import java.time.Duration;

/** How many answers are under way, and waiting for there to be none. */
final class Busy {

    private int underWay;

    synchronized void begin() {
        underWay++;
    }

    synchronized void end() {
        underWay--;
        if (underWay == 0) {
            notifyAll();
        }
    }

    synchronized int underWay() {
        return underWay;
    }

    /** False when there still were some after {@code limit}. */
    synchronized boolean awaitNone(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (underWay > 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
