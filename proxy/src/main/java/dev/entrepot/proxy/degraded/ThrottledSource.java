package dev.entrepot.proxy.degraded;

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
import dev.entrepot.core.pull.Admission.Place;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is asked of upstreams on behalf of one request: probes and manifests need a turn, windows a place as well. Whole blobs have
 * one already, by {@link Throttle}'s two other doors.
 */
public final class ThrottledSource implements BlobSource, ManifestSource {

    private final BlobSource blobs;
    private final ManifestSource manifests;
    private final Throttle throttle;

    public ThrottledSource(BlobSource blobs, ManifestSource manifests, Throttle throttle) {
        this.blobs = blobs;
        this.manifests = manifests;
        this.throttle = throttle;
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        Optional<Dependency> missing = throttle.missing();
        if (missing.isEmpty() || window instanceof Window.All) {
            return blobs.open(repository, digest, window, deadline);
        }
        if (window.equals(Window.probe())) {
            return asked(repository, missing.get(), deadline, () -> blobs.open(repository, digest, window, deadline));
        }
        Lookup<Place> place = throttle.place(repository.upstream(), missing.get(), deadline);
        return place instanceof Lookup.Found<Place> free
                ? carried(free.value(), () -> blobs.open(repository, digest, window, deadline))
                : Lookup.unreachable(missing.get(), ((Lookup.Unreachable<Place>) place).cause());
    }

    /** The place is given back whatever happens, unless a stream goes on with it. */
    private static Lookup<RemoteBlob> carried(Place place, Supplier<Lookup<RemoteBlob>> question) {
        boolean isUsed = false;
        try {
            Lookup<RemoteBlob> answer = question.get();
            if (answer instanceof Lookup.Found<RemoteBlob> found) {
                isUsed = true;
                return Lookup.found(place.endingWith(place.paced(found.value())));
            }
            return answer;
        } finally {
            if (!isUsed) {
                place.close();
            }
        }
    }

    @Override
    public Dependency dependency() {
        return blobs.dependency();
    }

    @Override
    public void refuted(Digest digest, RemoteBlob stream) {
        blobs.refuted(digest, stream);
    }

    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        return manifest(reference, deadline, () -> manifests.head(reference, deadline));
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        return manifest(reference, deadline, () -> manifests.get(reference, deadline));
    }

    /** A disk that takes nothing costs no manifest a request more: what was fetched once is in memory. */
    private <T> Lookup<T> manifest(Reference reference, Deadline deadline, Supplier<Lookup<T>> question) {
        return throttle.missing().filter(Dependency.INDEX::equals).isPresent()
                ? asked(reference.repository(), Dependency.INDEX, deadline, question)
                : question.get();
    }

    private <T> Lookup<T> asked(
            Repository repository, Dependency missing, Deadline deadline, Supplier<Lookup<T>> question) {
        Optional<Lookup<T>> refusal = throttle.refusal(repository.upstream(), missing, deadline);
        return refusal.isPresent() ? refusal.get() : question.get();
    }
}
