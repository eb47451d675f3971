package dev.entrepot.proxy.degraded;

/** Hears of whoever waits for a turn at a throttled upstream, and of who waited in vain. Must not block or throw. */
public interface ThrottleObserver {

    ThrottleObserver NOOP = new ThrottleObserver() {
        @Override
        public void waiting(String upstream, int change) {}

        @Override
        public void refused(String upstream) {}

        @Override
        public void carrying(String upstream, int change) {}
    };

    /** @param change by how much the number of those who wait has changed */
    void waiting(String upstream, int change);

    void refused(String upstream);

    /** @param change by how much the number of transfers has changed */
    void carrying(String upstream, int change);
}
