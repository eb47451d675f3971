package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.pull.Progress;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Copies one file to one connection, also while it grows: sends what is on disk, then waits for more. By sendfile it holds
 * no bytes, otherwise two chunks at most, as {@link CopyBudget} has them; and its lease until the last part was sent.
 */
final class BlobPump implements BodyWriter {

    private final Exchange exchange;
    private final Supply supply;
    private final LocalBlob file;
    private final long end;
    private final Consumer<IOException> unreadable;
    private long sent;
    private long onTheWay;
    private boolean waiting;
    private boolean refilling;
    private boolean done;
    private boolean closed;

    /**
     * @param file a lease, owned from here on
     * @param first position in the blob
     * @param end one past the last byte to send
     * @param unreadable told when the file cannot be read; what sendfile cannot read is for its future to tell
     */
    BlobPump(Exchange exchange, Supply supply, LocalBlob file, long first, long end, Consumer<IOException> unreadable) {
        this.exchange = exchange;
        this.supply = supply;
        this.file = file;
        this.sent = first;
        this.end = end;
        this.unreadable = unreadable;
    }

    @Override
    public void onWritable() {
        boolean wrote = false;
        while (!waiting && !done && exchange.hasRoom(onTheWay)) {
            Progress progress = supply.progress();
            long ready = Math.min(Math.min(progress.available(), end) - sent, exchange.slice());
            if (ready > 0) {
                send(ready);
                wrote = true;
            } else if (sent == end) {
                finish();
            } else if (progress.isFinal()) {
                giveUp();
            } else {
                awaitMore();
            }
        }
        if (wrote) {
            exchange.flush();
        }
    }

    private void send(long bytes) {
        long position = sent;
        sent += bytes;
        onTheWay += bytes;
        if (exchange.sendsFiles()) {
            exchange.region(file, position, bytes, () -> partSent(bytes));
            return;
        }
        try {
            exchange.copy(file, position, (int) bytes, () -> partSent(bytes));
        } catch (IOException e) {
            onTheWay -= bytes;
            unreadable.accept(e);
            giveUp();
        }
    }

    private void partSent(long bytes) {
        onTheWay -= bytes;
        closeWhenDone();
        // By sendfile, writability says when there is room again. A task of its own lets others have the loop
        // meanwhile.
        if (!done && !refilling && !exchange.sendsFiles()) {
            refilling = true;
            exchange.ctx().executor().execute(this::refill);
        }
    }

    private void refill() {
        refilling = false;
        onWritable();
    }

    private void awaitMore() {
        waiting = true;
        supply.beyond(sent)
                .thenRunAsync(
                        () -> {
                            waiting = false;
                            onWritable();
                        },
                        exchange.ctx().executor());
    }

    private void finish() {
        done = true;
        exchange.finish();
        closeWhenDone();
    }

    private void giveUp() {
        done = true;
        exchange.cutShort();
        closeWhenDone();
    }

    @Override
    public void onGone() {
        done = true;
        closeWhenDone();
    }

    @Override
    public boolean waitsForClient() {
        return onTheWay > 0;
    }

    private void closeWhenDone() {
        if (done && onTheWay == 0 && !closed) {
            closed = true;
            file.close();
        }
    }
}
