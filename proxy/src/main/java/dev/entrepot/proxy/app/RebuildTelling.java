package dev.entrepot.proxy.app;

import dev.entrepot.core.rebuild.RebuildProgress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how far a rebuild of the index is, at most every ten seconds. */
final class RebuildTelling implements Consumer<RebuildProgress> {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildTelling.class);
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final Consumer<String> health;
    private long told = System.nanoTime();

    /** @param health hears what is said of the index */
    RebuildTelling(Consumer<String> health) {
        this.health = health;
    }

    @Override
    public void accept(RebuildProgress now) {
        if (System.nanoTime() - told >= EVERY_NANOS) {
            told = System.nanoTime();
            LOG.info("rebuilding the index: {}", now);
            health.accept("being rebuilt: " + now);
        }
    }
}
