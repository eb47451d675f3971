package dev.entrepot.proxy.http;

import dev.entrepot.core.trace.Trace;
import java.time.Duration;
import java.util.Optional;

/** Knows which answers are under way, and has each written down and counted when it has ended. */
final class Ledger {

    private final Busy busy = new Busy();
    private final AccessLog log = new AccessLog();
    private final AnswerObserver observer;
    private final SlowPulls slowPulls;
    private final TraceObserver traces;
    private volatile boolean draining;

    Ledger(AnswerObserver observer, TraceObserver traces, SlowPulls slowPulls) {
        this.traces = traces;
        this.observer = observer;
        this.slowPulls = slowPulls;
    }

    void started() {
        busy.begin();
    }

    void ended(Account account) {
        busy.end();
        log.write(account);
        observer.ended(account);
        Optional<Trace> trace = account.traced();
        if (trace.isPresent()) {
            trace.get().ended(() -> allDone(account));
        } else {
            allDone(account);
        }
    }

    /** With what the request started, such as a fill, which may go on for longer. */
    private void allDone(Account account) {
        slowPulls.ended(account);
        traces.pulled(account);
    }

    int underWay() {
        return busy.underWay();
    }

    /** From now on every answer is its connection's last. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** False when some answers still were under way after {@code limit}. */
    boolean awaitNone(Duration limit) {
        return busy.awaitNone(limit);
    }
}
