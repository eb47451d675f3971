package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.ByteSize;

/** How much each upstream is asked while something here is down that saves it from being asked twice. */
public record DegradedConfig(
        @Key(description = "Requests a second.", byDefault = "10", min = 1, max = 100_000)
        int requestsPerSecond,

        @Key(description = "Blobs, and parts of blobs, on their way at once.", byDefault = "4", min = 1, max = 1_000)
        int concurrentTransfers,

        @Key(description = "What all of them together may bring in a second.", byDefault = "50MiB")
        ByteSize bytesPerSecond) {

    public DegradedConfig {
        if (requestsPerSecond < 1) {
            throw new IllegalArgumentException("requests-per-second must be at least 1: " + requestsPerSecond);
        }
        if (concurrentTransfers < 1) {
            throw new IllegalArgumentException("concurrent-transfers must be at least 1: " + concurrentTransfers);
        }
        if (bytesPerSecond.bytes() < 1) {
            throw new IllegalArgumentException("bytes-per-second must be more than 0");
        }
    }
}
