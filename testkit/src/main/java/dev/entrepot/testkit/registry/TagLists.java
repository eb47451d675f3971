package dev.entrepot.testkit.registry;

import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.List;
import java.util.stream.Collectors;

/** Pages of tags, with {@code n}, {@code last} and {@code Link} (distribution-spec, "Listing Tags"). */
final class TagLists {

    private TagLists() {}

    static Answer answer(Request request, String repository, List<String> sortedTags) {
        String last = request.parameters("last").stream().findFirst().orElse("");
        int limit = request.parameters("n").stream()
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        List<String> rest =
                sortedTags.stream().filter(tag -> tag.compareTo(last) > 0).toList();
        List<String> page = rest.stream().limit(limit).toList();
        String list = page.stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","));
        String json = "{\"name\":\"" + repository + "\",\"tags\":[" + list + "]}";
        Answer answer = Answer.text(200, "application/json", json);
        return page.size() == rest.size() || page.isEmpty()
                ? answer
                : answer.withHeader("Link", link(repository, limit, page.getLast()));
    }

    private static String link(String repository, int limit, String last) {
        return "</v2/" + repository + "/tags/list?n=" + limit + "&last=" + last + ">; rel=\"next\"";
    }
}
