package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.source.Texts;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever reaches the port can pull what the credentials of the upstreams may. So with credentials, listening beyond
 * loopback needs a word about who that may be.
 */
final class ExposureRule {

    /** Each lets an upstream serve what is not public. */
    private static final List<String> CREDENTIALS = List.of(
            "username", "password", "password-file", "docker-config", "credential-helper", "client-certificate");

    private ExposureRule() {}

    static void check(Setting.Mapping settings, Problems problems) {
        if (!(settings.entries().get("listen") instanceof Setting.Text listen)
                || isLoopback(listen.value())
                || hasRule(entries(settings, "clients"))
                || needsCertificate(entries(settings, "tls"))) {
            return;
        }
        firstCredentials(entries(settings, "upstreams"))
                .ifPresent(place -> problems.add(
                        listen.origin(),
                        KeyPath.ROOT.child("listen"),
                        "'" + Texts.oneLine(listen.value())
                                + "' is beyond loopback, where everyone could pull what the " + "credentials of "
                                + place + " may",
                        "say who may ask with clients.allow, such as [10.0.0.0/8], clients.htpasswd, "
                                + "clients.tokens-file or tls.client-ca, or listen on 127.0.0.1"));
    }

    /** What is no address at all is another's to report. */
    private static boolean isLoopback(String listen) {
        try {
            return HostPort.parse(listen).isLoopback();
        } catch (InvalidValueException e) {
            return true;
        }
    }

    private static boolean hasRule(Map<String, Setting> clients) {
        return clients.values().stream().anyMatch(ExposureRule::saysSomething);
    }

    private static boolean needsCertificate(Map<String, Setting> tls) {
        return tls.containsKey("client-ca")
                && !(tls.get("client-certificates") instanceof Setting.Text text
                        && text.value().equals("optional"));
    }

    private static boolean saysSomething(Setting setting) {
        return switch (setting) {
            case Setting.Text text -> !text.value().isEmpty();
            case Setting.Sequence list -> !list.items().isEmpty();
            default -> false;
        };
    }

    private static Optional<String> firstCredentials(Map<String, Setting> upstreams) {
        for (Map.Entry<String, Setting> upstream : upstreams.entrySet()) {
            if (upstream.getValue() instanceof Setting.Mapping keys) {
                for (String key : CREDENTIALS) {
                    Setting credential = keys.entries().get(key);
                    if (credential != null) {
                        return Optional.of(Texts.oneLine(upstream.getKey()) + " (" + credential.origin() + ")");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, Setting> entries(Setting.Mapping settings, String key) {
        return settings.entries().get(key) instanceof Setting.Mapping mapping ? mapping.entries() : Map.of();
    }
}
