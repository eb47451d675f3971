package dev.entrepot.proxy.admin;

import dev.entrepot.config.Configuration;
import dev.entrepot.core.diagnosis.Diagnostics;
import dev.entrepot.core.evict.Room;
import dev.entrepot.core.health.Health;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.pull.Downloads;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.proxy.http.RegistryServer;
import dev.entrepot.proxy.metrics.BucketMeters;
import dev.entrepot.proxy.metrics.Metrics;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where {@code /status} looks.
 *
 * @param upstreams those configured now, by name, with where they are
 * @param configuration in force
 */
public record StatusSources(
        Health health,
        Diagnostics diagnostics,
        Metrics metrics,
        RegistryServer server,
        Downloads downloads,
        Blobs blobs,
        Optional<Bucket> bucket,
        Supplier<Map<String, URI>> upstreams,
        Supplier<Configuration> configuration) {

    /** What is brought to the bucket, and what that cost. */
    public record Bucket(String name, BucketMeters meters, UploadQueue queue) {}

    /** What is held, and where. */
    public record Blobs(Path data, UsageIndex usage, Room room) {}
}
