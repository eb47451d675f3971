package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.discovery.ListSource;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All upstreams as one: asks the one a repository belongs to. A question goes to the upstream that has the name when it
 * is asked, and what is read of its answer comes from that one to the end.
 */
final class UpstreamRouter<U extends BlobSource & ManifestSource & ListSource>
        implements BlobSource, ManifestSource, ListSource {

    private final Supplier<Map<String, SharedUpstream<U>>> upstreams;

    /** @param upstreams those in force, by canonical name */
    UpstreamRouter(Supplier<Map<String, SharedUpstream<U>>> upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        SharedUpstream<U> shared = entered(repository);
        if (shared == null) {
            return Lookup.absent();
        }
        boolean isOpen = false;
        try {
            Lookup<RemoteBlob> answer = shared.upstream().open(repository, digest, window, deadline);
            if (answer instanceof Lookup.Found<RemoteBlob> found) {
                isOpen = true;
                return Lookup.found(new LeavingBlob(found.value(), shared));
            }
            return answer;
        } finally {
            if (!isOpen) {
                shared.leave();
            }
        }
    }

    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        return ask(reference.repository(), upstream -> upstream.head(reference, deadline));
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        return ask(reference.repository(), upstream -> upstream.get(reference, deadline));
    }

    @Override
    public Lookup<List<String>> tags(Repository repository, Deadline deadline) {
        return ask(repository, upstream -> upstream.tags(repository, deadline));
    }

    @Override
    public Lookup<List<Referrer>> referrers(Repository repository, Digest subject, Deadline deadline) {
        return ask(repository, upstream -> upstream.referrers(repository, subject, deadline));
    }

    private <T> Lookup<T> ask(Repository repository, Function<U, Lookup<T>> question) {
        SharedUpstream<U> shared = entered(repository);
        if (shared == null) {
            return Lookup.absent();
        }
        try {
            return question.apply(shared.upstream());
        } finally {
            shared.leave();
        }
    }

    /** Null when there is none of the name. One that was retired meanwhile has been replaced before. */
    private @Nullable SharedUpstream<U> entered(Repository repository) {
        SharedUpstream<U> shared;
        do {
            shared = upstreams.get().get(repository.upstream());
        } while (shared != null && !shared.enter());
        return shared;
    }

    @Override
    public Dependency dependency() {
        return Dependency.UPSTREAM;
    }
}
