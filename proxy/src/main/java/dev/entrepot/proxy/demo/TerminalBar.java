package dev.entrepot.proxy.demo;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A bar that is drawn over itself on one line of a terminal, at most ten times a second, and gone when a step ends. */
public final class TerminalBar implements Progress {

    private static final long EVERY_NANOS = 100_000_000;
    private static final int CELLS = 24;

    /** Back to the start of the line, and erase it (ECMA-48, EL). */
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final AtomicLong drawnAt = new AtomicLong();
    private final LongAdder done = new LongAdder();
    private volatile String step = "";
    private volatile long total = 1;

    /** @param nanoTime a monotonic clock */
    public TerminalBar(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void begin(String title, long bytes) {
        step = title;
        total = Math.max(1, bytes);
        done.reset();
        drawnAt.set(nanoTime.getAsLong());
        draw();
    }

    @Override
    public void add(long bytes) {
        done.add(bytes);
        long last = drawnAt.get();
        long now = nanoTime.getAsLong();
        if (now - last >= EVERY_NANOS && drawnAt.compareAndSet(last, now)) {
            draw();
        }
    }

    private synchronized void draw() {
        long sum = Math.min(total, done.sum());
        int full = (int) (sum * CELLS / total);
        out.print(ERASE + "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + Bytes.text(sum) + " of "
                + Bytes.text(total) + "  " + step);
        out.flush();
    }

    @Override
    public synchronized void end() {
        out.print(ERASE);
        out.flush();
    }
}
