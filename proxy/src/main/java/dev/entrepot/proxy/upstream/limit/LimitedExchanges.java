package dev.entrepot.proxy.upstream.limit;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.RetryAfter;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.limit.Breakers.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Every exchange of one upstream, registry, CDN and token service alike: none with a host that asked to be left alone or is
 * taken for down, the others at the upstream's pace.
 */
public final class LimitedExchanges implements Exchanges {

    /** Whoever gives a host less time than this learns nothing about it from its silence. */
    private static final Duration FAIR_TIME = Duration.ofSeconds(2);

    private final Exchanges exchanges;
    private final Turns turns;
    private final QuietTimes quiet;
    private final Breakers breakers;

    /**
     * @param watch told how each host does, and how long turns are waited for
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     */
    public LimitedExchanges(
            String upstream,
            Exchanges exchanges,
            UpstreamLimits limits,
            BreakerObserver observer,
            Watch watch,
            LongSupplier nanoTime) {
        this.exchanges = new WatchedExchanges(exchanges, watch, upstream);
        this.turns = new Turns(upstream, limits, watch, nanoTime, Sleeper.REAL);
        this.quiet = new QuietTimes(nanoTime);
        this.breakers = new Breakers(limits.breaker(), observer);
    }

    @Override
    public UpstreamResponse exchange(UpstreamRequest request, Deadline deadline) throws UpstreamException {
        Origin host = Origin.of(request.uri());
        quiet.check(host);
        Optional<Duration> pause = breakers.pause(host);
        if (pause.isPresent()) {
            throw down(host);
        }
        turns.await(request, deadline);
        if (!breakers.admits(host)) {
            throw down(host);
        }
        return judged(request, host, deadline);
    }

    private static UpstreamException down(Origin host) {
        return new UpstreamException(Kind.OPEN, host + " failed too often and is left alone for a moment");
    }

    private UpstreamResponse judged(UpstreamRequest request, Origin host, Deadline deadline) throws UpstreamException {
        boolean isFair = isFair(deadline);
        Verdict verdict = Verdict.UNKNOWN;
        try {
            UpstreamResponse response = exchanges.exchange(request, deadline);
            verdict = verdict(response.status());
            note(host, response);
            return response;
        } catch (UpstreamException e) {
            verdict = verdict(e.kind(), isFair);
            throw e;
        } finally {
            breakers.judged(host, verdict);
        }
    }

    static boolean isFair(Deadline deadline) {
        return deadline.left().compareTo(FAIR_TIME) >= 0;
    }

    private void note(Origin host, UpstreamResponse response) {
        int status = response.status();
        if (status == 429 || status == 503) {
            RetryAfter.of(response).ifPresent(time -> quiet.asked(host, status, time));
        }
    }

    /** A registry that refuses is up; 501 is a method it does not speak, and a circle is no failure of whoever sees it. */
    private static Verdict verdict(int status) {
        return status >= 500 && status != 501 && status != UpstreamException.LOOP ? Verdict.DOWN : Verdict.UP;
    }

    private static Verdict verdict(Kind kind, boolean isFair) {
        return switch (kind) {
            case CONNECT, CLOSED, PROTOCOL -> Verdict.DOWN;
            case TIMEOUT -> isFair ? Verdict.DOWN : Verdict.UNKNOWN;
            default -> Verdict.UNKNOWN;
        };
    }
}
