package dev.entrepot.proxy.cli;

import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.fsck.FsckAnswer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A check in a running proxy, which goes on there when this is ended. */
final class OnlineRun {

    private static final Duration ASK_EVERY = Duration.ofMillis(500);

    private final AdminClient client;
    private final FsckOptions options;
    private final Optional<String> bytesPerSecond;
    private final FsckScreen screen;

    OnlineRun(AdminClient client, FsckOptions options, Optional<String> bytesPerSecond, FsckScreen screen) {
        this.client = client;
        this.options = options;
        this.bytesPerSecond = bytesPerSecond;
        this.screen = screen;
    }

    FsckAnswer run() throws AdminUnreachableException, InterruptedException {
        String target = "/fsck/start?repair=" + options.repair() + "&verify-digests=" + options.verifyDigests()
                + bytesPerSecond.map(pace -> "&bytes-per-second=" + pace).orElse("");
        FsckAnswer now = read(client.post(target));
        while (now.state().equals(FsckAnswer.RUNNING)) {
            screen.show(now);
            Thread.sleep(ASK_EVERY);
            now = read(client.get("/fsck"));
        }
        return now;
    }

    private static FsckAnswer read(HttpResponse<String> answer) throws AdminUnreachableException {
        try {
            return Json.read(answer.body(), FsckAnswer.class);
        } catch (IllegalArgumentException e) {
            throw new AdminUnreachableException(
                    "the running proxy says: " + answer.body().strip());
        }
    }
}
