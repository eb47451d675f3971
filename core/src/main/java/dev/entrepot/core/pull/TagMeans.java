package dev.entrepot.core.pull;

import java.time.InstantSource;
import java.util.function.Function;

/** What asking about tags needs. */
record TagMeans(
        ManifestOrigin origin,
        ManifestMemories memories,
        Function<String, FreshnessPolicy> freshness,
        InstantSource clock) {}
