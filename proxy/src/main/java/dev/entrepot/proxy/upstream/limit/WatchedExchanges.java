package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import java.util.Locale;

/** Tells the classifier how each host does at each kind of work. Exchanges that are not about anything are passed on. */
final class WatchedExchanges implements Exchanges {

    private final Exchanges exchanges;
    private final Watch watch;
    private final String upstream;

    WatchedExchanges(Exchanges exchanges, Watch watch, String upstream) {
        this.exchanges = exchanges;
        this.watch = watch;
        this.upstream = upstream;
    }

    @Override
    public UpstreamResponse exchange(UpstreamRequest request, Deadline deadline) throws UpstreamException {
        Passage passage = request.work()
                .map(work -> watch.enter(lane(work, request), request.subject()))
                .orElse(Passage.UNSEEN);
        boolean isFair = LimitedExchanges.isFair(deadline);
        try {
            UpstreamResponse response = exchanges.exchange(request, deadline);
            answered(passage, response.status());
            return response;
        } catch (UpstreamException e) {
            broken(passage, e, isFair);
            throw e;
        } catch (RuntimeException | Error e) {
            passage.left();
            throw e;
        }
    }

    private Lane lane(Work work, UpstreamRequest request) {
        return new Lane(work, upstream, Origin.of(request.uri()).authority());
    }

    /** A refusal is an answer; what may be different a moment later is none. */
    private static void answered(Passage passage, int status) {
        if (status == 408 || status == 429 || (status >= 500 && status != 501)) {
            passage.failed(Integer.toString(status));
        } else {
            passage.well();
        }
    }

    private static void broken(Passage passage, UpstreamException trouble, boolean isFair) {
        switch (trouble.kind()) {
            case CONNECT, CLOSED, PROTOCOL -> passage.failed(label(trouble));
            case TIMEOUT -> {
                if (isFair) {
                    passage.failed(label(trouble));
                } else {
                    passage.left();
                }
            }
            default -> passage.left();
        }
    }

    private static String label(UpstreamException trouble) {
        return trouble.kind().name().toLowerCase(Locale.ROOT);
    }
}
