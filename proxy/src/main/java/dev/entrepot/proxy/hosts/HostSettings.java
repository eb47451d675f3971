package dev.entrepot.proxy.hosts;

import dev.entrepot.proxy.hosts.HostsReader.IgnoredFileException;
import dev.entrepot.proxy.hosts.NamedHost.Identity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;

/** What a {@code hosts.toml} says of one host; every value of a wrong kind makes containerd ignore the whole file. */
final class HostSettings {

    static final Set<String> KEYS =
            Set.of("capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout");

    private static final List<String> EVERYTHING = List.of("pull", "resolve", "push");
    private static final Set<String> CAPABILITIES = Set.of("pull", "resolve", "push", "referrers");

    /** Of Go. */
    private static final Pattern DURATION =
            Pattern.compile("[-+]?(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+)");

    private final TomlSettings settings;

    private HostSettings(TomlSettings settings) {
        this.settings = settings;
    }

    static NamedHost read(String name, TomlSettings settings) throws IgnoredFileException {
        return new HostSettings(settings).host(name);
    }

    private NamedHost host(String name) throws IgnoredFileException {
        String limit = settings.text("dial_timeout");
        if (limit != null && !limit.isEmpty() && !DURATION.matcher(limit).matches()) {
            throw settings.wrong("dial_timeout", "is no duration, such as \"2s\"");
        }
        List<Path> authorities = new ArrayList<>();
        for (String authority : settings.texts("ca")) {
            authorities.add(settings.path("ca", authority));
        }
        NamedHost.Tls tls = new NamedHost.Tls(authorities, identities(), settings.isTrue("skip_verify"));
        return new NamedHost(name, base(name), capabilities(), tls, headers());
    }

    private List<String> capabilities() throws IgnoredFileException {
        List<String> capabilities = settings.texts("capabilities").stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        for (String capability : capabilities) {
            if (!CAPABILITIES.contains(capability)) {
                throw settings.wrong("capabilities", "has '" + capability + "', which containerd does not know");
            }
        }
        return capabilities.isEmpty() ? EVERYTHING : capabilities;
    }

    /** A file, several, or several pairs of a certificate and its key. */
    private List<Identity> identities() throws IgnoredFileException {
        Object value = settings.value("client");
        if (value == null) {
            return List.of();
        }
        List<?> entries = value instanceof TomlArray array ? array.toList() : List.of(value);
        List<Identity> identities = new ArrayList<>();
        for (Object entry : entries) {
            identities.add(identity(entry));
        }
        return identities;
    }

    private Identity identity(Object entry) throws IgnoredFileException {
        if (entry instanceof String file) {
            Path both = settings.path("client", file);
            return new Identity(both, both);
        }
        if (entry instanceof TomlArray pair
                && pair.size() == 2
                && pair.get(0) instanceof String certificate
                && pair.get(1) instanceof String key) {
            Path first = settings.path("client", certificate);
            return new Identity(first, key.isEmpty() ? first : settings.path("client", key));
        }
        throw settings.wrong("client", "is neither a file, nor files, nor pairs of a certificate and its key");
    }

    private Map<String, List<String>> headers() throws IgnoredFileException {
        TomlSettings header = settings.table("header");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (header != null) {
            for (String name : header.keys()) {
                headers.put(name, header.texts(name));
            }
        }
        return headers;
    }

    private URI base(String name) throws IgnoredFileException {
        boolean overridesPath = settings.isTrue("override_path");
        try {
            URI url = new URI(name.contains("://") ? name : "https://" + name);
            String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
            boolean isComplete = overridesPath ? !path.isEmpty() : path.endsWith("/v2");
            return new URI(url.getScheme() + "://" + url.getAuthority() + (isComplete ? path : path + "/v2"));
        } catch (URISyntaxException e) {
            throw new IgnoredFileException(settings.file() + ": '" + name + "' is no URL: " + e.getMessage());
        }
    }
}
