package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.testkit.registry.content.MediaTypes;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of tags and referrers: by the book (distribution-spec, "Content Discovery"), unless a test wants a registry of its ways. */
public final class Lists {

    private final Catalog catalog;
    private volatile int largestPage = Integer.MAX_VALUE;
    private volatile boolean opaque;
    private volatile String linkBase = "";
    private volatile boolean hasReferrers = true;

    Lists(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Pages are no larger than this, whatever is asked. */
    public Lists largestPage(int entries) {
        largestPage = entries;
        return this;
    }

    /** The next page is named by a cursor that says nothing to others, as Quay and ECR do. */
    public Lists opaqueCursors() {
        opaque = true;
        return this;
    }

    /** Links are absolute, as ECR's are, and perhaps by a name only the registry knows. */
    public Lists linksBelow(String base) {
        linkBase = base;
        return this;
    }

    /** There is no referrers API, as with Docker Hub and ghcr.io: 404. */
    public Lists withoutReferrers() {
        hasReferrers = false;
        return this;
    }

    void none() {
        largestPage = Integer.MAX_VALUE;
        opaque = false;
        linkBase = "";
        hasReferrers = true;
    }

    Answer tags(Request request, String repository) {
        List<String> tags = catalog.tags(repository).stream()
                .filter(tag -> tag.compareTo(after(request)) > 0)
                .toList();
        int limit = parameter(request, "n").isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(parameter(request, "n"));
        List<String> page = tags.stream().limit(Math.min(limit, largestPage)).toList();
        String list = page.stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","));
        Answer answer =
                Answer.text(200, "application/json", "{\"name\":\"" + repository + "\",\"tags\":[" + list + "]}");
        return page.size() == tags.size() || page.isEmpty()
                ? answer
                : answer.withHeader("Link", link("/v2/" + repository + "/tags/list", page.size(), page.getLast()));
    }

    Answer referrers(Request request, RegistryPath.Referrers path) {
        if (!hasReferrers) {
            return Answer.text(404, "text/plain; charset=utf-8", "404 page not found\n");
        }
        if (!catalog.has(path.repository())) {
            return Answer.error(OciErrorCode.NAME_UNKNOWN.error("repository name not known to registry"));
        }
        List<String> all = catalog.referrers(path.repository(), Digest.parse(path.digest()));
        int from = after(request).isEmpty() ? 0 : Integer.parseInt(after(request));
        int to = (int) Math.min(all.size(), (long) from + largestPage);
        Answer answer = Answer.text(200, MediaTypes.OCI.index(), index(all.subList(from, to)));
        return to == all.size()
                ? answer
                : answer.withHeader("Link", link(request.path(), largestPage, Integer.toString(to)));
    }

    /** An index of these descriptors, as a client makes it for the fallback tag. */
    static String index(List<String> descriptors) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI.index() + "\",\"manifests\":["
                + String.join(",", descriptors) + "]}";
    }

    private String after(Request request) {
        byte[] cursor = parameter(request, "next_page").getBytes(StandardCharsets.US_ASCII);
        return opaque
                ? new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII)
                : parameter(request, "last");
    }

    private String link(String path, int limit, String last) {
        String cursor =
                Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.US_ASCII));
        String query = opaque ? "next_page=" + cursor : "n=" + limit + "&last=" + last;
        return "<" + linkBase + path + "?" + query + ">; rel=\"next\"";
    }

    private static String parameter(Request request, String name) {
        return request.parameters(name).stream().findFirst().orElse("");
    }
}
