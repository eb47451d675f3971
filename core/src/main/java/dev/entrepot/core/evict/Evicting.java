package dev.entrepot.core.evict;

import dev.entrepot.core.index.Usage;

/** Hears of what goes; for metrics and logs. Must not block or throw. */
public interface Evicting {

    Evicting NOOP = new Evicting() {
        @Override
        public void evicted(Usage usage) {}

        @Override
        public void exhausted(long missing) {}
    };

    /** @param usage as it was; its bytes are free once nobody reads the blob any more */
    void evicted(Usage usage);

    /** @param missing bytes that would have to go, and cannot: they are pinned, arriving, or the disk refuses */
    void exhausted(long missing);
}
