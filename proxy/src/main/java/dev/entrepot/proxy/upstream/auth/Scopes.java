package dev.entrepot.proxy.upstream.auth;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a token is asked for (distribution, "Token Scope Documentation"). */
final class Scopes {

    private static final Pattern REGISTRY_PATH =
            Pattern.compile(".*?/v2/(.+)/(?:manifests|blobs|tags|referrers)/[^/]+");

    private Scopes() {}

    static String pull(String repositoryPath) {
        return "repository:" + repositoryPath + ":pull";
    }

    /**
     * The scope of a request: our own, since ghcr.io names the placeholder {@code repository:user/image:pull} and others ask
     * for {@code push} too; theirs where it is of another kind, such as {@code aws} of public.ecr.aws.
     */
    static String choose(Optional<String> challenged, String own) {
        return challenged
                .map(String::strip)
                .filter(scope -> !scope.isEmpty() && !scope.startsWith("repository"))
                .orElse(own);
    }

    /** What registry.k8s.io redirects to at another registry, and Harbor at itself: from {@code alpine} to its own name. */
    static Optional<String> repositoryIn(URI uri) {
        String path = uri.getPath();
        Matcher matcher = path == null ? null : REGISTRY_PATH.matcher(path);
        return matcher != null && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
