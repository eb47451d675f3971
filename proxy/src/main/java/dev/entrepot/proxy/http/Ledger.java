package dev.entrepot.proxy.http;

import java.time.Duration;

/** Knows which answers are under way, and has each written down and counted when it has ended. */
final class Ledger {

    private final Busy busy = new Busy();
    private final AccessLog log = new AccessLog();
    private final AnswerObserver observer;
    private final SlowPulls slowPulls;
    private volatile boolean draining;

    Ledger(AnswerObserver observer, SlowPulls slowPulls) {
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
        slowPulls.ended(account);
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
