package dev.entrepot.proxy.hosts;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A host that a {@code hosts.toml} names.
 *
 * @param name as it stands there
 * @param base what requests begin with, {@code /v2} included
 * @param headers sent with every request
 */
record NamedHost(String name, URI base, List<String> capabilities, Tls tls, Map<String, List<String>> headers) {

    /**
     * How it is spoken to securely.
     *
     * @param authorities PEM files that are trusted besides the machine's
     * @param identities what is shown to it
     */
    record Tls(List<Path> authorities, List<Identity> identities, boolean skipsVerify) {

        boolean isSaid() {
            return skipsVerify || !authorities.isEmpty() || !identities.isEmpty();
        }
    }

    /** PEM files; one and the same where the key is in that of the certificate. */
    record Identity(Path certificate, Path key) {}

    boolean isSecure() {
        return "https".equals(base.getScheme());
    }
}
