package dev.entrepot.core.oci;

import java.util.regex.Pattern;

/**
 * A repository of a configured upstream, such as {@code library/alpine} of {@code docker.io}.
 *
 * @param upstream the upstream's configured name, never an alias
 * @param path the name as the upstream knows it; distribution-spec, "Pulling manifests"
 */
public record Repository(String upstream, String path) implements Comparable<Repository> {

    /** Characters, as most registries limit it. */
    public static final int MAX_PATH = 255;

    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

    public Repository {
        if (!isValidPath(path)) {
            throw new OciException(OciErrorCode.NAME_INVALID.error("'" + abbreviate(path)
                    + "' is not a repository name: lower-case letters, digits, '.', '_', '-' between slashes, at most "
                    + MAX_PATH + " characters"));
        }
    }

    public static boolean isValidPath(String path) {
        return path.length() <= MAX_PATH && PATH.matcher(path).matches();
    }

    private static String abbreviate(String text) {
        return text.length() <= MAX_PATH ? text : text.substring(0, MAX_PATH) + "…";
    }

    @Override
    public int compareTo(Repository other) {
        int byUpstream = upstream.compareTo(other.upstream);
        return byUpstream != 0 ? byUpstream : path.compareTo(other.path);
    }

    /** As users write it: {@code docker.io/library/alpine}. */
    @Override
    public String toString() {
        return upstream + "/" + path;
    }
}
