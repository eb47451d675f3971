package dev.entrepot.proxy.admin;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.core.fsck.FsckOptions;
import dev.entrepot.proxy.fsck.FsckJob;

/**
 * {@code POST /fsck/start?repair=true&verify-digests=true&bytes-per-second=50MiB}, {@code GET /fsck}, and {@code POST
 * /fsck/stop}. A check takes longer than a connection may, so whoever started it asks how far it is.
 */
final class FsckEndpoints {

    private static final ByteSize DEFAULT_PACE = new ByteSize(50 << 20);

    private final FsckJob job;

    FsckEndpoints(FsckJob job) {
        this.job = job;
    }

    AdminAnswer start(AdminRequest request) {
        FsckOptions options = new FsckOptions(isSet(request, "repair"), isSet(request, "verify-digests"));
        try {
            ByteSize pace = request.parameter("bytes-per-second").isEmpty()
                    ? DEFAULT_PACE
                    : ByteSize.parse(request.parameter("bytes-per-second").get());
            boolean started = job.start(options, Math.max(1, pace.bytes()));
            return started ? show(202) : AdminAnswer.text(409, "a check is running already");
        } catch (InvalidValueException e) {
            return AdminAnswer.text(400, "bytes-per-second: " + e.getMessage());
        }
    }

    private static boolean isSet(AdminRequest request, String name) {
        return request.parameter(name).map("true"::equals).orElse(false);
    }

    AdminAnswer progress(AdminRequest request) {
        return show(200);
    }

    AdminAnswer stop(AdminRequest request) {
        return job.stop() ? show(202) : AdminAnswer.text(409, "no check is running");
    }

    private AdminAnswer show(int status) {
        return job.answer()
                .map(answer -> AdminAnswer.json(status, answer))
                .orElseGet(() -> AdminAnswer.text(404, "no check since the start; POST /fsck/start begins one"));
    }
}
