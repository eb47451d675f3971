package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;

/** What comes from an upstream comes at the pace of a place; a bucket is not spared. */
record PlacedSource(BlobSource source, Admission.Place place) implements BlobSource {

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        Lookup<RemoteBlob> answer = source.open(repository, digest, window, deadline);
        return answer instanceof Lookup.Found<RemoteBlob> found && found.value().origin() == Dependency.UPSTREAM
                ? Lookup.found(place.paced(found.value()))
                : answer;
    }

    @Override
    public Dependency dependency() {
        return source.dependency();
    }

    @Override
    public void refuted(Digest digest, RemoteBlob stream) {
        source.refuted(digest, stream);
    }
}
