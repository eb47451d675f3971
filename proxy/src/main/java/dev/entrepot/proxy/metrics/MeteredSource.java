package dev.entrepot.proxy.metrics;

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
import java.util.function.Function;

/** Counts the bytes that come from upstreams. */
final class MeteredSource<U extends BlobSource & ManifestSource> implements BlobSource, ManifestSource {

    private final U source;
    private final Function<String, UpstreamMeters> meters;

    /** @param meters by the upstream's name */
    MeteredSource(U source, Function<String, UpstreamMeters> meters) {
        this.source = source;
        this.meters = meters;
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        Lookup<RemoteBlob> answer = source.open(repository, digest, window, deadline);
        return answer instanceof Lookup.Found<RemoteBlob> found
                ? Lookup.found(new MeteredBlob(found.value(), meters.apply(repository.upstream())))
                : answer;
    }

    @Override
    public Dependency dependency() {
        return source.dependency();
    }

    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        return source.head(reference, deadline);
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        Lookup<Fetched> answer = source.get(reference, deadline);
        if (answer instanceof Lookup.Found<Fetched> found) {
            meters.apply(reference.repository().upstream())
                    .manifestBytes(found.value().manifest().size());
        }
        return answer;
    }
}
