package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.ManifestSource.Head;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Reference.ByDigest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code HEAD /v2/<name>/manifests/<reference>}: what Docker Hub does not count. */
final class ManifestHead implements RegistryCall<Head> {

    private final Reference reference;

    ManifestHead(Reference reference) {
        this.reference = reference;
    }

    /** Whether a status says that this registry wants to be asked by GET. */
    static boolean isMethodRefused(int status) {
        return status == 405 || status == 501;
    }

    @Override
    public Operation operation() {
        return Operation.MANIFEST_HEAD;
    }

    @Override
    public Repository repository() {
        return reference.repository();
    }

    @Override
    public UpstreamRequest request(URI base) {
        return UpstreamRequest.head(ManifestGet.url(base, reference)).with("Accept", MediaTypes.ACCEPT_ALL);
    }

    @Override
    public boolean isAbsenceElsewhere(URI answered) {
        return ManifestGet.isManifest(answered, reference);
    }

    @Override
    public Lookup.Refusal absence(UpstreamResponse response, Deadline deadline) {
        return RegistryMarks.inHeaders(response) ? Lookup.Refusal.NOT_FOUND : Lookup.Refusal.BARE_NOT_FOUND;
    }

    @Override
    public Lookup<Head> read(Answer answer, Deadline deadline) {
        try (UpstreamResponse response = answer.response()) {
            String mediaType = MediaTypes.of(response.header(HttpHeaderNames.CONTENT_TYPE));
            return Lookup.found(new Head(digest(response), mediaType, response.contentLength(), answer.isPublic()));
        }
    }

    /** By digest it is known, whatever the header says. */
    private @Nullable Digest digest(UpstreamResponse response) {
        return reference instanceof ByDigest exact
                ? exact.digest()
                : digestHeader(response).orElse(null);
    }

    /** Empty also where nobody can read it. */
    static Optional<Digest> digestHeader(UpstreamResponse response) {
        String header = response.header("Docker-Content-Digest");
        try {
            return header == null ? Optional.empty() : Optional.of(Digest.parse(header.strip()));
        } catch (OciException e) {
            return Optional.empty();
        }
    }
}
