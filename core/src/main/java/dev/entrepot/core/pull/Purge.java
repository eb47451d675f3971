package dev.entrepot.core.pull;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Forgets what an operator no longer wants, so that the next pull asks the upstream; one purge at a time.
 *
 * <p>Records and links go first, then every blob that no manifest of any repository names any more. A blob somebody is
 * reading stays readable to the end; one that is arriving goes on arriving. Works from the record files, which are the
 * truth: a blob that was pulled through a repository without any manifest keeps its link. Blocks on files: call it on a
 * platform thread.
 */
public final class Purge {

    private final PullPorts ports;
    private final RepositoryCatalog catalog;
    private final ManifestMemories memories;
    private final Consumer<Repository> lists;
    private final Predicate<Digest> isArriving;

    /**
     * @param lists told of each repository of which something is forgotten
     * @param isArriving such a blob cannot be deleted yet, and the report says so
     */
    public Purge(
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

    /** Everything that was pulled from an upstream, by its name. */
    public synchronized PurgeReport upstream(String name) {
        return round().forget(
                        () -> catalog.repositories().stream()
                                .filter(repository -> repository.upstream().equals(name))
                                .toList(),
                        RepositoryContents::everything);
    }

    /** All tags and manifests of a repository. */
    public synchronized PurgeReport repository(Repository repository) {
        return round().forget(() -> List.of(repository), RepositoryContents::everything);
    }

    /** One image: by tag what that tag alone keeps, by digest that manifest and the tags that name it. */
    public synchronized PurgeReport image(Reference reference) {
        return round().forget(() -> List.of(reference.repository()), contents -> switch (reference) {
            case Reference.ByTag tag -> contents.image(tag);
            case Reference.ByDigest pinned -> contents.image(pinned.digest());
        });
    }

    /** The bytes, whoever names them; where they are a manifest, its records too. */
    public synchronized PurgeReport digest(Digest digest) {
        return round().forgetBytes(digest);
    }

    private PurgeRound round() {
        return new PurgeRound(ports, catalog, memories, lists, isArriving);
    }
}
