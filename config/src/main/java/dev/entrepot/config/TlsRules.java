package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which keys of {@code tls} need or exclude each other. What has the wrong form is left to the binder. */
final class TlsRules {

    private static final KeyPath TLS = KeyPath.ROOT.child("tls");
    private static final String PASSWORD = "keystore-password";

    private TlsRules() {}

    static void check(Setting.Mapping settings, Problems problems) {
        Setting tls = settings.entries().get("tls");
        if (tls == null || !(tls instanceof Setting.Mapping || tls instanceof Setting.Nothing)) {
            return;
        }
        SectionRules rules = new SectionRules(TLS, tls, problems);
        if (rules.child("certificate") == null && rules.child("key") == null && rules.child("keystore") == null) {
            problems.add(
                    tls.origin(),
                    TLS,
                    "has no certificate",
                    "add certificate and key, or keystore; without the section, clients are answered in plain HTTP");
        }
        rules.needs("certificate", "key");
        rules.needs("key", "certificate");
        rules.exclude(List.of("certificate", "keystore"));
        rules.needs("client-certificates", "client-ca");
        password(rules, rules.child("keystore"));
    }

    private static void password(SectionRules rules, @Nullable Setting keystore) {
        boolean isGiven = rules.child(PASSWORD) != null || rules.child(PASSWORD + "-file") != null;
        if (keystore != null && !isGiven) {
            rules.report(keystore, "keystore", "has no password", "add " + PASSWORD + " or " + PASSWORD + "-file");
        }
        if (keystore == null) {
            rules.needs(PASSWORD, "keystore");
            rules.needs(PASSWORD + "-file", "keystore");
        }
    }
}
