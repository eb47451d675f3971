package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.List;
import java.util.regex.Pattern;

/** Who we are to one upstream and to a proxy before it: keys that need each other, and keys that exclude each other. */
final class CredentialRules {

    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Each of these alone says who we are. */
    private static final List<String> SOURCES = List.of("username", "docker-config", "credential-helper");

    private final KeyPath path;
    private final SectionRules section;
    private final Problems problems;

    private CredentialRules(KeyPath path, Setting upstream, Problems problems) {
        this.path = path;
        this.section = new SectionRules(path, upstream, problems);
        this.problems = problems;
    }

    static void check(KeyPath path, Setting upstream, Problems problems) {
        CredentialRules rules = new CredentialRules(path, upstream, problems);
        rules.passwords("username", "password");
        rules.passwords("proxy-username", "proxy-password");
        rules.section.needs("client-certificate", "client-key");
        rules.section.needs("client-key", "client-certificate");
        rules.section.needs("proxy-username", "proxy");
        rules.section.exclude(SOURCES);
        rules.helper();
        rules.tokenHosts();
    }

    private void passwords(String userKey, String passwordKey) {
        Setting username = section.child(userKey);
        Setting password = section.child(passwordKey);
        String key = password == null ? passwordKey + "-file" : passwordKey;
        password = password == null ? section.child(key) : password;
        if (username != null && password == null) {
            section.report(username, userKey, "has no password", "add " + passwordKey + " or " + passwordKey + "-file");
        }
        if (username == null && password != null) {
            section.report(password, key, "has no username", "add " + userKey);
        }
        if (username instanceof Setting.Text text && text.value().contains(":")) {
            String remedy = "write the part before it here and the rest as the password";
            section.report(username, userKey, "must not contain ':'", remedy);
        }
    }

    private void helper() {
        if (section.child("credential-helper") instanceof Setting.Text text
                && !text.value().isEmpty()
                && !HELPER.matcher(text.value()).matches()) {
            String remedy = "write what follows docker-credential- in the program's name, such as ecr-login";
            section.report(text, "credential-helper", "is not the name of a helper", remedy);
        }
    }

    private void tokenHosts() {
        if (!(section.child("token-hosts") instanceof Setting.Sequence hosts)) {
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
}
