package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Everything the record files say of one repository, and what would be left of it without an image.
 *
 * @param gone tags that name nothing any more
 */
record RepositoryContents(
        Repository repository,
        Map<Digest, ManifestRecord> manifests,
        Map<Reference.ByTag, Digest> tags,
        Set<Reference.ByTag> gone) {

    /** What goes together. The links are of manifests and of what only they name. */
    record Doomed(Repository repository, Set<Reference.ByTag> tags, Set<Digest> manifests, Set<Digest> links) {}

    /** A record that cannot be read as one is taken for absent. */
    static RepositoryContents read(RepositoryCatalog catalog, RepositoryRecords records, Repository repository)
            throws IOException {
        Map<Digest, ManifestRecord> manifests = new LinkedHashMap<>();
        for (Digest digest : catalog.manifests(repository)) {
            if (present(records.manifest(repository, digest)) instanceof Lookup.Found<ManifestRecord> found) {
                manifests.put(digest, found.value());
            }
        }
        Map<Reference.ByTag, Digest> tags = new LinkedHashMap<>();
        Set<Reference.ByTag> gone = new LinkedHashSet<>();
        for (Reference.ByTag tag : catalog.tags(repository)) {
            if (present(records.tagRecord(tag)) instanceof Lookup.Found<TagRecord> found) {
                switch (found.value()) {
                    case TagEntry entry -> tags.put(tag, entry.digest());
                    case GoneTag nothing -> gone.add(tag);
                }
            }
        }
        return new RepositoryContents(repository, manifests, tags, gone);
    }

    private static <T> Lookup<T> present(Lookup<T> record) throws IOException {
        if (record instanceof Lookup.Unreachable<T> unreachable) {
            throw new IOException("a record cannot be read", unreachable.cause());
        }
        return record;
    }

    /** Every digest that a manifest here is or names. */
    Set<Digest> named() {
        return named(manifests.keySet());
    }

    Doomed everything() {
        Set<Digest> links = named();
        links.addAll(tags.values());
        Set<Reference.ByTag> all = new LinkedHashSet<>(tags.keySet());
        all.addAll(gone);
        return new Doomed(repository, all, manifests.keySet(), links);
    }

    /** What a tag alone keeps: a manifest that another tag or manifest also leads to stays. */
    Doomed image(Reference.ByTag tag) {
        Digest named = tags.get(tag);
        return named == null ? new Doomed(repository, Set.of(tag), Set.of(), Set.of()) : image(Set.of(tag), named);
    }

    /** A manifest with the tags that name it, and what it alone keeps. */
    Doomed image(Digest root) {
        Set<Reference.ByTag> naming = new LinkedHashSet<>();
        tags.forEach((tag, named) -> {
            if (named.equals(root)) {
                naming.add(tag);
            }
        });
        return image(naming, root);
    }

    private Doomed image(Set<Reference.ByTag> without, Digest root) {
        Set<Digest> doomed = reachable(Set.of(root));
        Set<Digest> roots = new HashSet<>(manifests.keySet());
        roots.removeAll(doomed);
        tags.forEach((tag, named) -> {
            if (!without.contains(tag)) {
                roots.add(named);
            }
        });
        Set<Digest> kept = reachable(roots);
        doomed.removeAll(kept);
        Set<Digest> links = named(doomed);
        links.removeAll(named(kept));
        return new Doomed(repository, without, doomed, links);
    }

    /** The roots, and every manifest that leads from them over the records there are. */
    private Set<Digest> reachable(Collection<Digest> roots) {
        Set<Digest> reached = new LinkedHashSet<>();
        Deque<Digest> toVisit = new ArrayDeque<>(roots);
        while (!toVisit.isEmpty()) {
            Digest next = toVisit.pop();
            ManifestRecord record = manifests.get(next);
            if (reached.add(next) && record != null) {
                record.children().stream()
                        .map(child -> child.descriptor().digest())
                        .filter(manifests::containsKey)
                        .forEach(toVisit::push);
            }
        }
        return reached;
    }

    private Set<Digest> named(Set<Digest> some) {
        Set<Digest> named = new LinkedHashSet<>(some);
        for (Digest digest : some) {
            ManifestRecord record = manifests.get(digest);
            if (record != null) {
                record.children().forEach(child -> named.add(child.descriptor().digest()));
            }
        }
        return named;
    }
}
