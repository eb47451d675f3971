package dev.entrepot.core.discovery;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.pull.FreshnessPolicy;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What asking for lists needs, of either kind.
 *
 * @param catalog what is held, for when the source cannot be asked
 * @param freshness by the name of the upstream
 * @param background runs a question on, when whoever asked it has left; may block
 */
public record ListMeans(
        ListSource source,
        RepositoryCatalog catalog,
        RepositoryRecords records,
        Function<String, FreshnessPolicy> freshness,
        InstantSource clock,
        Executor background) {}
