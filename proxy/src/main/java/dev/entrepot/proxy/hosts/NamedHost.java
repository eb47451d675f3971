package dev.entrepot.proxy.hosts;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A host that a {@code hosts.toml} names.
 *
 * @param name as it stands there
 * @param base what requests begin with, {@code /v2} included
 * @param authorities PEM files that are trusted besides the machine's
 */
record NamedHost(String name, URI base, List<String> capabilities, List<Path> authorities, boolean skipsVerify) {

    boolean isSecure() {
        return "https".equals(base.getScheme());
    }
}
