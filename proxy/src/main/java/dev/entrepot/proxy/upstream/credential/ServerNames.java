package dev.entrepot.proxy.upstream.credential;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Registries as Docker's own tools name them: by host, but for Docker Hub, which keeps the URL of its first API. */
final class ServerNames {

    private static final String DOCKER_HUB = "https://index.docker.io/v1/";
    private static final Set<String> HUB_HOSTS = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    private static final Pattern PATH = Pattern.compile("^(?:[A-Za-z]+://)?[^/]*");

    private ServerNames() {}

    /** What a helper is asked for. */
    static String forHelper(String host) {
        return HUB_HOSTS.contains(host) ? DOCKER_HUB : host;
    }

    /** Whether a name is that of all of a server: podman knows some for one path of it only, {@code quay.io/team}. */
    static boolean isWholeServer(String server) {
        return PATH.matcher(server.strip()).replaceFirst("").matches("(?:/v[12])?/?");
    }

    /** What two ways of writing one server have in common. */
    static String canonical(String server) {
        String rest = server.strip().toLowerCase(Locale.ROOT);
        int scheme = rest.indexOf("://");
        rest = scheme < 0 ? rest : rest.substring(scheme + 3);
        int path = rest.indexOf('/');
        rest = path < 0 ? rest : rest.substring(0, path);
        return HUB_HOSTS.contains(rest) ? "docker.io" : rest;
    }
}
