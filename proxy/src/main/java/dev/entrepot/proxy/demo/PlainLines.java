package dev.entrepot.proxy.demo;

import java.io.PrintWriter;

/** A line for each step, where there is no terminal. */
public final class PlainLines implements Progress {

    private final PrintWriter out;

    public PlainLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begin(String step, long bytes) {
        out.println(step + " …");
        out.flush();
    }

    @Override
    public void add(long bytes) {}

    @Override
    public void end() {}
}
