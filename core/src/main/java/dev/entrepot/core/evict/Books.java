package dev.entrepot.core.evict;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.UsageIndex;
import java.time.InstantSource;

/** Where it is written down what comes and goes, and when. */
public record Books(BlobIndex blobs, UsageIndex usage, InstantSource clock) {}
