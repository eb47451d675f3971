package dev.entrepot.proxy.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.manifest.BoundedJson;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of a list, as JSON, whatever {@code Content-Type} it comes with. */
abstract class ListGet<T> implements RegistryCall<ListPage<T>> {

    private final Repository repository;
    private final @Nullable URI page;

    /** @param page as the one before named it; null for the first */
    ListGet(Repository repository, @Nullable URI page) {
        this.repository = repository;
        this.page = page;
    }

    /** Of the first page. */
    abstract String pathAndQuery();

    /** @return empty where this is no such list */
    abstract Optional<List<T>> entries(JsonNode root);

    /** What it means when the answer is no such list at all. */
    abstract Lookup<ListPage<T>> noList(Answer answer) throws IOException;

    @Override
    public final Repository repository() {
        return repository;
    }

    final boolean isFirst() {
        return page == null;
    }

    @Override
    public UpstreamRequest request(URI base) {
        return UpstreamRequest.get(
                page == null ? URI.create(base + "/v2/" + repository.path() + pathAndQuery()) : page);
    }

    /** No CDN gives lists: whoever a registry leads to for one is a registry. */
    @Override
    public boolean isAbsenceElsewhere(URI answered) {
        return true;
    }

    @Override
    public Lookup<ListPage<T>> read(Answer answer, Deadline deadline) throws IOException {
        try (UpstreamResponse response = answer.response()) {
            if (answer.status() != 200) {
                return noList(answer);
            }
            byte[] body = response.readAll(Manifest.MAX_SIZE, deadline);
            Optional<List<T>> entries = json(body).flatMap(this::entries);
            return entries.isPresent()
                    ? Lookup.found(new ListPage<>(entries.get(), NextPage.after(answer), body.length))
                    : noList(answer);
        }
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(BoundedJson.read(body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
