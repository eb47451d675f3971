package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who we are to one upstream and to a proxy before it: keys that need each other, and keys that exclude each other. */
final class CredentialRules {

    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Each of these alone says who we are. */
    private static final List<String> SOURCES = List.of("username", "docker-config", "credential-helper");

    private final KeyPath path;
    private final Setting upstream;
    private final Problems problems;

    private CredentialRules(KeyPath path, Setting upstream, Problems problems) {
        this.path = path;
        this.upstream = upstream;
        this.problems = problems;
    }

    static void check(KeyPath path, Setting upstream, Problems problems) {
        CredentialRules rules = new CredentialRules(path, upstream, problems);
        rules.passwords("username", "password");
        rules.passwords("proxy-username", "proxy-password");
        rules.needs("client-certificate", "client-key");
        rules.needs("client-key", "client-certificate");
        rules.needs("proxy-username", "proxy");
        rules.oneSource();
        rules.helper();
        rules.tokenHosts();
    }

    private void passwords(String userKey, String passwordKey) {
        Setting username = child(userKey);
        Setting password = child(passwordKey);
        String key = password == null ? passwordKey + "-file" : passwordKey;
        password = password == null ? child(key) : password;
        if (username != null && password == null) {
            report(username, userKey, "has no password", "add " + passwordKey + " or " + passwordKey + "-file");
        }
        if (username == null && password != null) {
            report(password, key, "has no username", "add " + userKey);
        }
        if (username instanceof Setting.Text text && text.value().contains(":")) {
            String remedy = "write the part before it here and the rest as the password";
            report(username, userKey, "must not contain ':'", remedy);
        }
    }

    private void needs(String key, String other) {
        Setting setting = child(key);
        if (setting != null && child(other) == null) {
            report(setting, key, "needs " + other, "add " + other);
        }
    }

    private void oneSource() {
        List<String> given = SOURCES.stream().filter(key -> child(key) != null).toList();
        for (String key : given.stream().skip(1).toList()) {
            Setting setting = child(key);
            if (setting != null) {
                report(setting, key, "cannot stand beside " + given.getFirst(), "keep one of them");
            }
        }
    }

    private void helper() {
        if (child("credential-helper") instanceof Setting.Text text
                && !text.value().isEmpty()
                && !HELPER.matcher(text.value()).matches()) {
            String remedy = "write what follows docker-credential- in the program's name, such as ecr-login";
            report(text, "credential-helper", "is not the name of a helper", remedy);
        }
    }

    private void tokenHosts() {
        if (!(child("token-hosts") instanceof Setting.Sequence hosts)) {
            return;
        }
        for (int i = 0; i < hosts.items().size(); i++) {
            if (hosts.items().get(i) instanceof Setting.Text text
                    && text.value().matches(".*[:/@*\\s].*")) {
                problems.add(
                        text.origin(),
                        path.child("token-hosts").item(i),
                        "is not the name of a host",
                        "write it without scheme, port and path, such as auth.example.com");
            }
        }
    }

    private void report(Setting place, String key, String message, String remedy) {
        problems.add(place.origin(), path.child(key), message, remedy);
    }

    private @Nullable Setting child(String key) {
        return upstream instanceof Setting.Mapping mapping ? mapping.entries().get(key) : null;
    }
}
