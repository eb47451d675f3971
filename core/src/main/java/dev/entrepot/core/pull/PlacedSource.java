package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.function.Supplier;

/** An upstream that is asked by way of a place. */
record PlacedSource(BlobSource upstream, Door door) implements BlobSource {

    /** Finds a place, asks, and has what comes go at its pace. */
    interface Door {
        Lookup<RemoteBlob> ask(Repository repository, Supplier<Lookup<RemoteBlob>> question);
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        return door.ask(repository, () -> upstream.open(repository, digest, window, deadline));
    }

    @Override
    public Dependency dependency() {
        return upstream.dependency();
    }

    @Override
    public void refuted(Digest digest, RemoteBlob stream) {
        upstream.refuted(digest, stream);
    }
}
