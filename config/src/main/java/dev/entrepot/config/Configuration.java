package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.HostPort;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a user can decide.
 *
 * @param data resolved against the working directory
 * @param defaultUpstream a name in {@code upstreams}, also where an alias was written
 * @param upstreams by name, the well-known ones first
 */
public record Configuration(
        @Key(
                description = "Address and port to listen on. Port 0 takes any free one. Whoever can connect can pull, "
                        + "also what only the credentials below may: think before you leave loopback.",
                byDefault = "127.0.0.1:5000")
        HostPort listen,

        @Key(
                description = "Folder for blobs and records, created when missing. One process owns it.",
                byDefault = "./entrepot-data")
        Path data,

        @Key(
                description = "Where a request goes that names no registry: a name or an alias of an upstream.",
                byDefault = "docker.io")
        String defaultUpstream,

        @Key(
                description = "The registries behind this proxy, by the name clients know them by: a host, with a port "
                        + "if it needs one. What stands here is added to the well-known registries below, or changes "
                        + "one of them key by key.")
        Map<String, UpstreamConfig> upstreams) {

    public Configuration {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        String canonical = hosts(upstreams).get(defaultUpstream);
        if (canonical == null) {
            throw new IllegalArgumentException("default-upstream '" + defaultUpstream + "' is not an upstream");
        }
        defaultUpstream = canonical;
    }

    /** Every host clients may name, to the name of its upstream. Made anew by each call. */
    public Map<String, String> hosts() {
        return hosts(upstreams);
    }

    private static Map<String, String> hosts(Map<String, UpstreamConfig> upstreams) {
        Map<String, String> hosts = new LinkedHashMap<>();
        upstreams.forEach((name, upstream) -> upstream.aliases().forEach(alias -> hosts.put(alias, name)));
        upstreams.keySet().forEach(name -> hosts.put(name, name));
        return hosts;
    }
}
