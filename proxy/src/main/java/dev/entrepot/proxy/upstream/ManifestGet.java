package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource.Fetched;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Reference.ByDigest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** {@code GET /v2/<name>/manifests/<reference>}; found means read and, by digest, verified. */
final class ManifestGet implements RegistryCall<ManifestGet.Received> {

    /** Signed inside, so that its digest is not that of its bytes (protocol.md, case 17). */
    private static final String SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    /**
     * What came.
     *
     * @param contradiction the digest that the registry says it is of, when it is not; empty by digest
     */
    record Received(Fetched fetched, Optional<Digest> contradiction) {}

    private final Reference reference;

    ManifestGet(Reference reference) {
        this.reference = reference;
    }

    static URI url(URI base, Reference reference) {
        return URI.create(base + "/v2/" + reference.repository().path() + "/manifests/" + reference.wireForm());
    }

    /** Whether a URL elsewhere is that of the same manifest in another registry. */
    static boolean isManifest(URI url, Reference reference) {
        String path = url.getPath();
        return path != null && path.contains("/v2/") && path.endsWith("/manifests/" + reference.wireForm());
    }

    @Override
    public Operation operation() {
        return Operation.MANIFEST_GET;
    }

    @Override
    public Repository repository() {
        return reference.repository();
    }

    @Override
    public UpstreamRequest request(URI base) {
        return UpstreamRequest.get(url(base, reference)).with("Accept", MediaTypes.ACCEPT_ALL);
    }

    @Override
    public boolean isAbsenceElsewhere(URI answered) {
        return isManifest(answered, reference);
    }

    @Override
    public Lookup.Refusal absence(UpstreamResponse response, Deadline deadline) {
        return RegistryMarks.inHeaders(response) || RegistryMarks.inBody(response, deadline)
                ? Lookup.Refusal.NOT_FOUND
                : Lookup.Refusal.BARE_NOT_FOUND;
    }

    @Override
    public Lookup<Received> read(Answer answer, Deadline deadline) throws IOException {
        try (UpstreamResponse response = answer.response()) {
            ByteBuffer body = ByteBuffer.wrap(decoded(answer, response.readAll(Manifest.MAX_SIZE, deadline)));
            String mediaType = MediaTypes.of(response.header(HttpHeaderNames.CONTENT_TYPE));
            Manifest manifest = new Manifest(verified(body), mediaType, body);
            return Lookup.found(
                    new Received(new Fetched(manifest, answer.isPublic()), contradiction(response, manifest)));
        }
    }

    private Optional<Digest> contradiction(UpstreamResponse response, Manifest manifest) {
        return reference instanceof ByDigest || manifest.mediaType().equals(SIGNED)
                ? Optional.empty()
                : ManifestHead.digestHeader(response)
                        .filter(said ->
                                !Digest.of(said.algorithm(), manifest.body()).equals(said));
    }

    /** Some registries compress what is small whatever is asked (quay#1310); the digest tells whether it was right. */
    private static byte[] decoded(Answer answer, byte[] body) throws IOException {
        String encoding = answer.response().header(HttpHeaderNames.CONTENT_ENCODING);
        if (encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
            return body;
        }
        if (!encoding.strip().equalsIgnoreCase("gzip")) {
            throw answer.contradiction("the manifest came encoded as " + encoding);
        }
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = unzipped.readNBytes(Manifest.MAX_SIZE + 1);
            if (plain.length > Manifest.MAX_SIZE) {
                throw answer.contradiction("the manifest is longer than " + Manifest.MAX_SIZE + " bytes");
            }
            return plain;
        }
    }

    private Digest verified(ByteBuffer body) throws CorruptBlobException {
        if (!(reference instanceof ByDigest exact)) {
            return Digest.of(DigestAlgorithm.SHA256, body);
        }
        Digest computed = Digest.of(exact.digest().algorithm(), body);
        if (!computed.equals(exact.digest())) {
            throw new CorruptBlobException(reference + " came as " + computed);
        }
        return computed;
    }
}
