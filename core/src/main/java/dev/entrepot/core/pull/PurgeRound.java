package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** One purge on its way: what it did so far, and what it could not do. Used once, by one thread. */
final class PurgeRound {

    private static final int MAX_PROBLEMS = 20;

    private final PullPorts ports;
    private final RepositoryCatalog catalog;
    private final ManifestMemories memories;
    private final Consumer<Repository> lists;
    private final Predicate<Digest> isArriving;
    private final Set<Digest> orphans = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();
    private int tags;
    private int manifests;
    private int blobs;
    private long bytes;

    PurgeRound(
            PullPorts ports,
            RepositoryCatalog catalog,
            ManifestMemories memories,
            Consumer<Repository> lists,
            Predicate<Digest> isArriving) {
        this.ports = ports;
        this.catalog = catalog;
        this.memories = memories;
        this.lists = lists;
        this.isArriving = isArriving;
    }

    /** Which repositories it is about. */
    interface Choice {
        List<Repository> repositories() throws IOException;
    }

    PurgeReport forget(Choice choice, Function<RepositoryContents, RepositoryContents.Doomed> plan) {
        try {
            for (Repository repository : choice.repositories()) {
                RepositoryContents contents = RepositoryContents.read(catalog, ports.records(), repository);
                remove(plan.apply(contents), contents.tags().keySet());
            }
            sweep();
        } catch (IOException e) {
            problem(e);
        }
        return report();
    }

    PurgeReport forgetBytes(Digest digest) {
        memories.manifests().forgetIf(held -> held.digest().equals(digest));
        try {
            for (Repository repository : catalog.repositories()) {
                if (!(ports.records().manifest(repository, digest) instanceof Lookup.Absent)) {
                    Set<Digest> alone = Set.of(digest);
                    remove(new RepositoryContents.Doomed(repository, Set.of(), alone, alone), Set.of());
                }
            }
        } catch (IOException e) {
            problem(e);
        }
        delete(digest);
        memories.manifests().forgetIf(held -> held.digest().equals(digest));
        return report();
    }

    private void remove(RepositoryContents.Doomed doomed, Set<Reference.ByTag> known) {
        Repository repository = doomed.repository();
        forgetInMemory(repository);
        for (Reference.ByTag tag : doomed.tags()) {
            boolean isGone = done(() -> ports.records().removeTag(tag));
            done(() -> ports.tags().remove(tag));
            tags += isGone && known.contains(tag) ? 1 : 0;
        }
        for (Digest digest : doomed.manifests()) {
            manifests += done(() -> ports.records().removeManifest(repository, digest)) ? 1 : 0;
        }
        for (Digest digest : doomed.links()) {
            done(() -> ports.links().remove(repository, digest));
        }
        orphans.addAll(doomed.links());
        // Somebody may have read a manifest from the disk meanwhile, on the strength of a link that is gone now.
        forgetInMemory(repository);
    }

    private void forgetInMemory(Repository repository) {
        memories.manifests().forgetIf(held -> held.repository().equals(repository));
        memories.refused().forgetIf(refused -> refused.repository().equals(repository));
        memories.troubled().forget(repository.upstream());
        lists.accept(repository);
    }

    /** Deletes what nobody names any more; nothing at all where a record cannot be read, since it may name anything. */
    private void sweep() throws IOException {
        for (Repository repository : catalog.repositories()) {
            if (orphans.isEmpty()) {
                return;
            }
            orphans.removeAll(RepositoryContents.read(catalog, ports.records(), repository)
                    .named());
        }
        orphans.forEach(this::delete);
    }

    private void delete(Digest digest) {
        if (isArriving.test(digest)) {
            problem(digest + " is arriving just now; purge it again when it is here");
        }
        switch (ports.store().delete(digest)) {
            case Lookup.Found<Long> freed -> {
                blobs++;
                bytes += freed.value();
                done(() -> ports.blobs().remove(digest));
            }
            case Lookup.Absent<Long> absent -> done(() -> ports.blobs().remove(digest));
            case Lookup.Unreachable<Long> disk -> problem(disk.cause());
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean done(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException | IndexUnavailableException e) {
            problem(e);
            return false;
        }
    }

    private void problem(Throwable cause) {
        problem(cause.toString());
    }

    private void problem(String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(what);
        }
    }

    private PurgeReport report() {
        return new PurgeReport(tags, manifests, blobs, bytes, problems);
    }
}
