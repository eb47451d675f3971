package dev.entrepot.proxy.http;

import dev.entrepot.core.oci.Repository;
import java.util.Map;
import java.util.Optional;

/**
 * The configured upstreams and what else they are called. A closed world: what is not in it is never dialled
 * (design, section 5, "Names").
 *
 * @param canonical every name and alias, in lower case, to the upstream's name
 * @param defaultUpstream asked when a request names none
 */
public record UpstreamNames(Map<String, String> canonical, String defaultUpstream) {

    private static final String DOCKER_HUB = "docker.io";

    public UpstreamNames {
        canonical = Map.copyOf(canonical);
    }

    /** The name of an upstream, from any host that means it, in lower case. */
    public Optional<String> resolve(String name) {
        return Optional.ofNullable(canonical.get(name));
    }

    /** Docker Hub's official images are written without their {@code library/}. */
    public Repository repository(String upstream, String path) {
        return upstream.equals(DOCKER_HUB) && path.indexOf('/') < 0
                ? new Repository(upstream, "library/" + path)
                : new Repository(upstream, path);
    }

    /** Whether a first component that names no upstream must be meant as a host all the same. */
    public boolean mustBeHost(String component) {
        return component.indexOf(':') >= 0
                || component.equals("localhost")
                || (defaultUpstream.equals(DOCKER_HUB) && component.indexOf('.') >= 0);
    }
}
