package dev.entrepot.proxy.hosts;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to stand in a {@code hosts.toml}.
 *
 * @param mirror scheme, host and port of entrepot
 * @param noBypass whether nodes shall never go past it: without this they ask the registry itself while it is down
 * @param authority the PEM file, on the node, of who signed its certificate, where the node does not know
 */
public record HostsToml(URI mirror, boolean noBypass, Optional<Path> authority) {

    /** Says that a file may be written anew. */
    static final String OURS = "# Written by entrepot hosts, which may write it anew.";

    String text() {
        String server = noBypass ? """
                # The last resort too: no node goes past it to the internet.
                server = "%s"

                """.formatted(mirror) : "";
        String trust = authority.map(file -> "  ca = " + quoted(file) + "\n").orElse("");
        return OURS + "\n\n" + server + """
                [host."%s"]
                  # Without "push", pushes go to the registry itself.
                  capabilities = ["pull", "resolve"]
                """.formatted(mirror) + trust;
    }

    private static String quoted(Path file) {
        return '"' + file.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
