package dev.entrepot.proxy.app;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.List;

/** Names of record files for callers in virtual threads; see {@link OffloadedStore}. */
final class OffloadedCatalog implements RepositoryCatalog {

    private final RepositoryCatalog catalog;
    private final PlatformThreads disk;

    OffloadedCatalog(RepositoryCatalog catalog, PlatformThreads disk) {
        this.catalog = catalog;
        this.disk = disk;
    }

    @Override
    public List<Repository> repositories() throws IOException {
        return disk.callWork(catalog::repositories);
    }

    @Override
    public List<Digest> manifests(Repository repository) throws IOException {
        return disk.callWork(() -> catalog.manifests(repository));
    }

    @Override
    public List<Reference.ByTag> tags(Repository repository) throws IOException {
        return disk.callWork(() -> catalog.tags(repository));
    }
}
