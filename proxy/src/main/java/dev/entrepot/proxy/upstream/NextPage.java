package dev.entrepot.proxy.upstream;

import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.UpstreamResponse;
import dev.entrepot.proxy.upstream.http.Uris;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a list goes on: {@code Link: <…>; rel="next"} (RFC 8288). It may be relative to whoever answered at the end of all
 * redirects, or absolute, and then with a name the registry knows itself by; only path and query of it count.
 */
final class NextPage {

    private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:\\s*;[^,<]*)*)");
    private static final Pattern NEXT = Pattern.compile(";\\s*rel\\s*=\\s*\"?\\s*next\\b", Pattern.CASE_INSENSITIVE);

    private NextPage() {}

    /** @throws IOException where there is one that cannot be read: what has been listed so far is not all there is */
    static Optional<URI> after(Answer answer) throws IOException {
        UpstreamResponse response = answer.response();
        try {
            return after(response.uri(), response.headers("Link"));
        } catch (URISyntaxException e) {
            throw answer.contradiction("a Link to the next page that cannot be read");
        }
    }

    /** @param answered the URL that had {@code lines} */
    static Optional<URI> after(URI answered, List<String> lines) throws URISyntaxException {
        for (String line : lines) {
            for (Matcher link = LINK.matcher(line); link.find(); ) {
                if (NEXT.matcher(link.group(2)).find()) {
                    return Optional.of(onTheSameOrigin(answered, link.group(1)));
                }
            }
        }
        return Optional.empty();
    }

    private static URI onTheSameOrigin(URI answered, String link) throws URISyntaxException {
        URI target = Uris.resolve(answered, link);
        if (target.isOpaque()) {
            throw new URISyntaxException(link, "it has no path");
        }
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return new URI(Origin.of(answered) + target.getRawPath() + query);
    }
}
