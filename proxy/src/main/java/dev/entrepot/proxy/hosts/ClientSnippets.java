package dev.entrepot.proxy.hosts;

import java.net.URI;
import java.util.Collection;
import java.util.stream.Collectors;

/** What Docker and podman have in place of {@code hosts.toml}, to be pasted. */
public final class ClientSnippets {

    private ClientSnippets() {}

    /** For {@code /etc/docker/daemon.json}; Docker has mirrors for Docker Hub alone. */
    public static String docker(URI mirror) {
        boolean isBelievedPlain = isSecure(mirror) || mirror.getHost().startsWith("127.");
        String insecure = isBelievedPlain ? "" : ",\n  \"insecure-registries\": [\"" + mirror.getAuthority() + "\"]";
        return "{\n  \"registry-mirrors\": [\"" + mirror + "\"]" + insecure + "\n}\n";
    }

    /** For a file in {@code /etc/containers/registries.conf.d}; podman, buildah, skopeo and CRI-O read it. */
    public static String podman(URI mirror, Collection<String> registries) {
        return registries.stream()
                .map(registry -> """
                        [[registry]]
                        prefix = "%1$s"
                        location = "%1$s"
                        [[registry.mirror]]
                        location = "%2$s/%1$s"
                        insecure = %3$s
                        """.formatted(registry, mirror.getAuthority(), !isSecure(mirror)))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isSecure(URI mirror) {
        return "https".equals(mirror.getScheme());
    }
}
