package dev.entrepot.core.trace;

import java.util.concurrent.atomic.AtomicBoolean;

/** Work that goes on for a pull when its request may have ended. Run once, or given up. */
public final class Errand implements Runnable {

    private final Runnable work;
    private final Runnable ended;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Errand(Runnable work, Runnable ended) {
        this.work = work;
        this.ended = ended;
    }

    @Override
    public void run() {
        try {
            work.run();
        } finally {
            giveUp();
        }
    }

    /** Nobody will run it. */
    public void giveUp() {
        if (isOver.compareAndSet(false, true)) {
            ended.run();
        }
    }
}
