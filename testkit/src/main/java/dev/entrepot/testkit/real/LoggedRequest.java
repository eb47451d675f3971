package dev.entrepot.testkit.real;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a registry's access log. It is written when a request has ended, so a body still on its way is not
 * there yet.
 *
 * @param target path and query as asked for
 * @param bytes of the body that were sent (of a HEAD: that would have been)
 */
public record LoggedRequest(String method, String target, int status, long bytes, String userAgent) {

    private static final Pattern COMBINED =
            Pattern.compile("\\S+ \\S+ \\S+ \\[[^]]*] \"(\\S+) (\\S+) [^\"]*\" (\\d+) (\\d+) \"[^\"]*\" \"([^\"]*)\"");

    static Optional<LoggedRequest> parse(String line) {
        Matcher matcher = COMBINED.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new LoggedRequest(
                matcher.group(1),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                matcher.group(5)));
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public boolean isBlobGet() {
        return method.equals("GET") && path().contains("/blobs/");
    }

    /** Such as {@code GET /v2/app/manifests/1 200}. */
    @Override
    public String toString() {
        return method + " " + target + " " + status;
    }
}
