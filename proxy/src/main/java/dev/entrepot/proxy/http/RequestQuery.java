package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.OciException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What comes after the question mark. */
final class RequestQuery {

    private static final int MOST_PARAMETERS = 16;

    private final Map<String, List<String>> parameters;

    private RequestQuery(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** @throws OciException NAME_INVALID (400) */
    static RequestQuery of(String target) {
        if (target.indexOf('?') < 0) {
            return new RequestQuery(Map.of());
        }
        try {
            return new RequestQuery(
                    new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MOST_PARAMETERS).parameters());
        } catch (IllegalArgumentException e) {
            throw new OciException(OciErrorCode.NAME_INVALID.error("the query is not well percent-encoded"));
        }
    }

    /** The registry that is meant, in lower case; sent twice it must be the same. */
    Optional<String> namespace() {
        List<String> distinct = parameters.getOrDefault("ns", List.of()).stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        if (distinct.size() > 1) {
            throw new OciException(OciErrorCode.NAME_INVALID.error("'ns' was sent with different values"));
        }
        return distinct.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** The first of that name; one without a value counts as not sent. */
    Optional<String> first(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(value -> !value.isEmpty());
    }

    /**
     * How many entries are wanted at most; more than there can be are all.
     *
     * @throws OciException PAGINATION_NUMBER_INVALID (400)
     */
    OptionalInt limit() {
        Optional<String> text = first("n");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new OciException(
                    OciErrorCode.PAGINATION_NUMBER_INVALID.error("'n' is not a number of tags: " + text.get()));
        }
        String digits = text.get();
        return OptionalInt.of(digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits));
    }
}
