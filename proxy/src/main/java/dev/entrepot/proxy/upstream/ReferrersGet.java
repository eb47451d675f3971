package dev.entrepot.proxy.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.manifest.JsonReferrers;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v2/<name>/referrers/<digest>}, of whatever type: what a client wants of them is picked out here. A registry
 * without the API says 404, or that it does not understand, or sends the page of its web interface.
 */
final class ReferrersGet extends ListGet<Referrer> {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final Digest subject;

    ReferrersGet(Repository repository, Digest subject, @Nullable URI page) {
        super(repository, page);
        this.subject = subject;
    }

    @Override
    public Operation operation() {
        return Operation.REFERRERS;
    }

    @Override
    String pathAndQuery() {
        return "/referrers/" + subject;
    }

    @Override
    public UpstreamRequest request(URI base) {
        return super.request(base).with("Accept", INDEX);
    }

    @Override
    public boolean reads(int status) {
        return switch (status) {
            case 200, 400, 404, 405, 406, 501 -> true;
            default -> false;
        };
    }

    @Override
    Optional<List<Referrer>> entries(JsonNode root) {
        return JsonReferrers.listed(root);
    }

    @Override
    Lookup<ListPage<Referrer>> noList(Answer answer) throws UpstreamException {
        if (isFirst()) {
            return Lookup.absent();
        }
        throw answer.contradiction("a page of referrers that is none");
    }
}
