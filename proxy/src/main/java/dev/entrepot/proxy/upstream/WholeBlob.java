package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;

/** A blob from its first byte to its last, without {@code Range}: some registries answer 400 to {@code bytes=0-}. */
final class WholeBlob extends BlobCall {

    WholeBlob(Repository repository, Digest digest) {
        super(repository, digest);
    }

    @Override
    public Operation operation() {
        return Operation.BLOB;
    }

    @Override
    RemoteBlob stream(Answer answer) {
        return whole(answer);
    }
}
