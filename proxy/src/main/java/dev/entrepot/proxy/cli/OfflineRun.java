package dev.entrepot.proxy.cli;

import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.proxy.app.OfflineFsck;
import dev.entrepot.proxy.fsck.FsckAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A check in this process. SIGINT ends it in order, so that the next one goes on there. */
final class OfflineRun {

    private static final Duration SHOW_EVERY = Duration.ofMillis(200);
    private static final long END_MILLIS = 10_000;

    private final OfflineFsck offline;
    private final FsckOptions options;
    private final FsckScreen screen;
    private final CompletableFuture<String> end = new CompletableFuture<>();

    OfflineRun(OfflineFsck offline, FsckOptions options, FsckScreen screen) {
        this.offline = offline;
        this.options = options;
        this.screen = screen;
    }

    FsckAnswer run() throws IOException, InterruptedException {
        Thread worker = Thread.ofPlatform().name("fsck").daemon(true).start(this::work);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker), "fsck-end"));
        while (true) {
            screen.show(answer(FsckAnswer.RUNNING));
            try {
                return answer(end.get(SHOW_EVERY.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                // It goes on.
                Thread.onSpinWait();
            } catch (ExecutionException e) {
                throw new IOException("the check failed: " + e.getCause(), e);
            }
        }
    }

    private void work() {
        try {
            offline.run();
            end.complete(FsckAnswer.FINISHED);
        } catch (InterruptedException e) {
            end.complete(FsckAnswer.ENDED);
        } catch (IOException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private static void end(Thread worker) {
        worker.interrupt();
        try {
            worker.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FsckAnswer answer(String state) {
        return FsckAnswer.of(
                state, options, offline.fsck().progress(), offline.fsck().report());
    }
}
