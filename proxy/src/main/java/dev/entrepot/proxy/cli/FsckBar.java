package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Draws how far a check is, over itself on one line of a terminal, and a new line for each phase. */
final class FsckBar implements AutoCloseable {

    private static final int WIDTH = 100;
    private static final int EVERY_MILLIS = 200;

    /** Back to the start of the line, and erase it (ECMA-48, EL). */
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private String phase = "";
    private ProgressBar bar;

    FsckBar(PrintWriter err) {
        this.err = err;
        this.bar = begin("opening", -1);
    }

    /** @param total -1 where nobody knows */
    void show(String units, long done, long total, long bytesRead, long found) {
        if (!units.equals(phase)) {
            phase = units;
            bar.close();
            bar = begin(units, total);
        }
        bar.stepTo(done);
        bar.setExtraMessage(" " + ByteSize.rounded(bytesRead) + " read, " + found + " found");
    }

    private ProgressBar begin(String units, long total) {
        return new ProgressBarBuilder()
                .setTaskName(units)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(EVERY_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                .build();
    }

    private void draw(String line) {
        err.print(ERASE + line);
        err.flush();
    }

    @Override
    public void close() {
        bar.close();
        draw("");
    }
}
