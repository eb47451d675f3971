package dev.entrepot.proxy.upstream.auth;

import java.util.Map;
import java.util.Set;

/**
 * Which hosts belong to one owner, as far as names tell.
 *
 * <p>An approximation of the public suffix list, which is long and changes weekly. Where it is wrong, the credential is
 * withheld or shown to another customer of the same provider, whom the registry itself would have to name.
 */
final class Domains {

    /** What many owners share, besides top-level domains and the likes of {@code co.uk}. */
    private static final Set<String> SHARED = Set.of(
            "amazonaws.com",
            "azurecr.io",
            "azurewebsites.net",
            "cloudapp.azure.com",
            "cloudfront.net",
            "duckdns.org",
            "github.io",
            "gitlab.io",
            "herokuapp.com",
            "jfrog.io",
            "nip.io",
            "pkg.dev",
            "run.app",
            "sslip.io",
            "svc.cluster.local",
            "workers.dev");

    private static final Set<String> SECOND_LEVEL =
            Set.of("ac", "co", "com", "edu", "go", "gob", "gov", "gv", "ne", "net", "or", "org");

    /** Domains of registries whose token service has another name. */
    private static final Map<String, String> TOKEN_HOSTS = Map.of("nvcr.io", "authn.nvidia.com");

    private Domains() {}

    /** @param service which a registry at this host names, not the same one; both in lower case */
    static boolean areRelated(String registry, String service) {
        if (isAddress(registry) || isAddress(service)) {
            return false;
        }
        String domain = registrable(registry);
        return (domain.contains(".") && domain.equals(registrable(service)))
                || withoutDot(service).equals(TOKEN_HOSTS.get(domain));
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    /** The shared part and one label more; the host itself where there is no more. */
    private static String registrable(String host) {
        String name = withoutDot(host);
        int start = name.length() - suffix(name).length() - 1;
        return start <= 0 ? name : name.substring(name.lastIndexOf('.', start - 1) + 1);
    }

    private static String suffix(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String rest = name.substring(dot + 1);
            if (SHARED.contains(rest) || isSecondLevel(rest)) {
                return rest;
            }
        }
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static boolean isSecondLevel(String rest) {
        int dot = rest.indexOf('.');
        return dot > 0 && rest.length() - dot == 3 && SECOND_LEVEL.contains(rest.substring(0, dot));
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
