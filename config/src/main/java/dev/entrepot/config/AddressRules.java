package dev.entrepot.config;

import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;

/** Two listeners cannot share an address. What has the wrong form is left to the binder. */
final class AddressRules {

    private AddressRules() {}

    static void check(Setting.Mapping settings, Problems problems) {
        if (settings.entries().get("listen") instanceof Setting.Text listen
                && settings.entries().get("admin") instanceof Setting.Text admin
                && listen.value().equals(admin.value())
                && !admin.value().endsWith(":0")) {
            problems.add(
                    admin.origin(),
                    KeyPath.ROOT.child("admin"),
                    "is where clients are listened to (" + listen.origin() + ")",
                    "give it another port, or off");
        }
    }
}
