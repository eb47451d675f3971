package dev.entrepot.config;

import dev.entrepot.config.bind.NearestName;
import dev.entrepot.config.source.KeyPath;
import dev.entrepot.config.source.Problems;
import dev.entrepot.config.source.Setting;
import dev.entrepot.config.source.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What no single key can tell: names that clash. Looks at settings and not at records, so that
 * it can name both places, and speaks up also where another key is wrong. What has the wrong form is left to the binder.
 */
final class UpstreamRules {

    private static final KeyPath UPSTREAMS = KeyPath.ROOT.child("upstreams");
    private static final int MAX_HOST = 259;
    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
            + "(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::[1-9][0-9]{0,4})?");

    private final Problems problems;

    /** Every name and alias, to where it was given. */
    private final Map<String, String> hosts = new LinkedHashMap<>();

    private UpstreamRules(Problems problems) {
        this.problems = problems;
    }

    static void check(Setting.Mapping settings, Problems problems) {
        UpstreamRules rules = new UpstreamRules(problems);
        if (settings.entries().get("upstreams") instanceof Setting.Mapping upstreams) {
            upstreams.entries().forEach(rules::name);
            upstreams.entries().forEach(rules::aliases);
            upstreams
                    .entries()
                    .forEach((name, upstream) -> CredentialRules.check(UPSTREAMS.child(name), upstream, problems));
        }
        if (settings.entries().get("default-upstream") instanceof Setting.Text named) {
            rules.defaultUpstream(named);
        }
    }

    private void name(String name, Setting upstream) {
        checkHost(name, upstream, UPSTREAMS.child(name));
        hosts.put(name, "the upstream of that name (" + upstream.origin() + ")");
    }

    private void aliases(String name, Setting upstream) {
        if (!(child(upstream, "aliases") instanceof Setting.Sequence aliases)) {
            return;
        }
        List<Setting> items = aliases.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Setting.Text alias && !alias.value().isEmpty()) {
                alias(name, alias, UPSTREAMS.child(name).child("aliases").item(i));
            }
        }
    }

    private void alias(String name, Setting.Text alias, KeyPath key) {
        checkHost(alias.value(), alias, key);
        String other = hosts.putIfAbsent(alias.value(), "an alias of '" + name + "' (" + alias.origin() + ")");
        if (other != null) {
            problems.add(
                    alias.origin(),
                    key,
                    "'" + Texts.oneLine(alias.value()) + "' already means " + other,
                    "let every host mean one upstream");
        }
    }

    private void checkHost(String host, Setting place, KeyPath key) {
        if (host.length() <= MAX_HOST && HOST.matcher(host).matches() && port(host) <= 65_535) {
            return;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        String remedy = !lower.equals(host) && HOST.matcher(lower).matches()
                ? "did you mean '" + lower + "'?"
                : "write host or host:port in lower case, such as registry.example.com:5000";
        problems.add(place.origin(), key, "'" + Texts.oneLine(host) + "' is not the name of a registry", remedy);
    }

    private static int port(String host) {
        int colon = host.indexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(host.substring(colon + 1));
    }

    private void defaultUpstream(Setting.Text named) {
        String host = named.value();
        if (host.isEmpty() || hosts.containsKey(host)) {
            return;
        }
        String remedy = NearestName.of(host, hosts.keySet())
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElse("add it under upstreams, or name a well-known registry such as docker.io");
        problems.add(
                named.origin(),
                KeyPath.ROOT.child("default-upstream"),
                "'" + Texts.oneLine(host) + "' is not an upstream",
                Texts.oneLine(remedy));
    }

    private static @Nullable Setting child(Setting upstream, String key) {
        return upstream instanceof Setting.Mapping mapping ? mapping.entries().get(key) : null;
    }
}
