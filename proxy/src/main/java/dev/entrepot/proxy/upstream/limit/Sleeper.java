package dev.entrepot.proxy.upstream.limit;

import java.time.Duration;

/** How a thread waits; in tests it does not. */
@FunctionalInterface
public interface Sleeper {

    Sleeper REAL = Thread::sleep;

    void sleep(Duration time) throws InterruptedException;
}
