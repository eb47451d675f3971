package dev.entrepot.proxy.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.UpstreamObserver.Operation;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /v2/<name>/tags/list}. */
final class TagsGet extends ListGet<String> {

    /** As crane asks everywhere, and the most that ECR takes. */
    private static final int PAGE = 1000;

    TagsGet(Repository repository, @Nullable URI page) {
        super(repository, page);
    }

    @Override
    public Operation operation() {
        return Operation.TAG_LIST;
    }

    @Override
    String pathAndQuery() {
        return "/tags/list?n=" + PAGE;
    }

    /** ECR and Nexus say null for none, Artifactory lists digests and nulls (protocol.md, case 60). */
    @Override
    Optional<List<String>> entries(JsonNode root) {
        if (!root.isObject()) {
            return Optional.empty();
        }
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : root.path("tags")) {
            if (tag.isTextual() && Reference.ByTag.isValid(tag.asText())) {
                tags.add(tag.asText());
            }
        }
        return Optional.of(tags);
    }

    @Override
    Lookup<ListPage<String>> noList(Answer answer) throws UpstreamException {
        throw answer.contradiction("what came is no list of tags");
    }
}
