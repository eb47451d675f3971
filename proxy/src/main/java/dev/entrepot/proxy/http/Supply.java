package dev.entrepot.proxy.http;

import dev.entrepot.core.pull.Download;
import dev.entrepot.core.pull.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How much of a file there is to send, now and later. */
interface Supply {

    Progress progress();

    /** Completes when there is more than {@code offset}, or will never be. */
    CompletionStage<Progress> beyond(long offset);

    static Supply arriving(Download download) {
        return new Supply() {
            @Override
            public Progress progress() {
                return download.progress();
            }

            @Override
            public CompletionStage<Progress> beyond(long offset) {
                return download.beyond(offset);
            }
        };
    }

    static Supply whole(long size) {
        Progress complete = new Progress.Complete(size);
        return new Supply() {
            @Override
            public Progress progress() {
                return complete;
            }

            @Override
            public CompletionStage<Progress> beyond(long offset) {
                return CompletableFuture.completedStage(complete);
            }
        };
    }
}
