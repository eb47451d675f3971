package dev.entrepot.proxy.http;

import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.pull.Download;
import dev.entrepot.core.pull.Progress;

/**
 * Copies one download to one connection: sends what is on disk by sendfile, then waits for more. It holds no bytes, and
 * its lease until the last region was sent.
 */
final class BlobPump implements BodyWriter {

    /** Bytes; bounds how long one connection keeps the loop. */
    private static final long SLICE = 1 << 20;

    private final Exchange exchange;
    private final Download download;
    private final LocalBlob file;
    private final long end;
    private long sent;
    private int inFlight;
    private boolean waiting;
    private boolean done;

    /**
     * @param file a lease, owned from here on
     * @param first position in the blob
     * @param end one past the last byte to send
     */
    BlobPump(Exchange exchange, Download download, LocalBlob file, long first, long end) {
        this.exchange = exchange;
        this.download = download;
        this.file = file;
        this.sent = first;
        this.end = end;
    }

    @Override
    public void onWritable() {
        boolean wrote = false;
        while (!waiting && !done && exchange.ctx().channel().isWritable()) {
            Progress progress = download.progress();
            long ready = Math.min(Math.min(progress.available(), end) - sent, SLICE);
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
        inFlight++;
        exchange.region(file, sent, bytes, this::regionSent);
        sent += bytes;
    }

    private void regionSent() {
        inFlight--;
        closeWhenDone();
    }

    private void awaitMore() {
        waiting = true;
        download.beyond(sent)
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

    private void closeWhenDone() {
        if (done && inFlight == 0) {
            file.close();
        }
    }
}
