package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Map;

/** All upstreams as one: asks the one a repository belongs to. */
final class UpstreamRouter<U extends BlobSource & ManifestSource> implements BlobSource, ManifestSource {

    private final Map<String, U> upstreams;

    /** @param upstreams by canonical name */
    UpstreamRouter(Map<String, U> upstreams) {
        this.upstreams = Map.copyOf(upstreams);
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        U upstream = upstreams.get(repository.upstream());
        return upstream == null ? Lookup.absent() : upstream.open(repository, digest, window, deadline);
    }

    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        U upstream = upstreams.get(reference.repository().upstream());
        return upstream == null ? Lookup.absent() : upstream.head(reference, deadline);
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        U upstream = upstreams.get(reference.repository().upstream());
        return upstream == null ? Lookup.absent() : upstream.get(reference, deadline);
    }

    @Override
    public Dependency dependency() {
        return Dependency.UPSTREAM;
    }
}
