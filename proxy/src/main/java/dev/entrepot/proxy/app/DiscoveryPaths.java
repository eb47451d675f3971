package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.discovery.Discovery;
import dev.entrepot.core.discovery.KeptList;
import dev.entrepot.core.discovery.ListMeans;
import dev.entrepot.core.discovery.ListMemories;
import dev.entrepot.core.discovery.ListSource;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.discovery.ReferrerLists;
import dev.entrepot.core.discovery.Subject;
import dev.entrepot.core.discovery.TagLists;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.ManifestPull;
import dev.entrepot.core.pull.ShortMemory;
import dev.entrepot.proxy.manifest.JsonReferrers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.ToIntFunction;

/** The lists of tags and referrers, with everything they lean on. */
final class DiscoveryPaths {

    /** Of lists of one kind. Docker Hub's largest repositories have some 100 KiB of tags. */
    private static final long LIST_BYTES = 16 << 20;

    /** An entry takes some more than its text. */
    private static final int ENTRY_BYTES = 64;

    private static final Duration REFUSED_FOR = Duration.ofSeconds(10);
    private static final Duration FAILED_FOR = Duration.ofSeconds(10);
    private static final Duration HELD_FOR = Duration.ofSeconds(10);

    private final ListMemories<Repository, String> tags;
    private final ListMemories<Subject, Referrer> referrers;
    private final Discovery discovery;

    DiscoveryPaths(
            LiveSetup setup, Storage storage, ListSource upstreams, ManifestPull manifests, Executor background) {
        ListMeans means = new ListMeans(
                upstreams,
                storage.catalogFromAnywhere(),
                storage.fromAnywhere().records(),
                name -> setup.get().freshness(name),
                InstantSource.system(),
                background);
        this.tags = memories(setup, String::length);
        this.referrers = memories(setup, referrer -> referrer.json().length());
        this.discovery = new Discovery(
                new TagLists(means, tags), new ReferrerLists(means, manifests, new JsonReferrers(), referrers));
    }

    Discovery discovery() {
        return discovery;
    }

    /** As if nobody had asked about it yet. */
    void forget(Repository repository) {
        tags.forgetIf(repository::equals);
        referrers.forgetIf(subject -> subject.repository().equals(repository));
    }

    private static <K, T> ListMemories<K, T> memories(LiveSetup setup, ToIntFunction<T> length) {
        ShortMemory<K, KeptList<T>> kept =
                CaffeineMemory.bounded(LIST_BYTES, (key, list) -> weight(list.entries(), length));
        CaffeineMemory<K, Lookup.Refusal> refused = CaffeineMemory.forgettingAfter(REFUSED_FOR, 10_000);
        CaffeineMemory<K, Throwable> failed = CaffeineMemory.forgettingAfter(FAILED_FOR, 1_000);
        CaffeineMemory<K, List<T>> held =
                CaffeineMemory.boundedForgettingAfter(HELD_FOR, LIST_BYTES, (key, list) -> weight(list, length));
        setup.whenReplaced(refused::forgetAll);
        setup.whenReplaced(failed::forgetAll);
        setup.whenReplaced(held::forgetAll);
        return new ListMemories<>(kept, refused, failed, held);
    }

    private static <T> int weight(List<T> entries, ToIntFunction<T> length) {
        return ENTRY_BYTES
                + entries.stream()
                        .mapToInt(entry -> length.applyAsInt(entry) + ENTRY_BYTES)
                        .sum();
    }
}
