package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One registry.
 *
 * @param url scheme, host and perhaps port; no path, not even a slash
 * @param aliases other hosts that mean this registry
 * @param username present exactly when {@code password} is
 * @param password read already, where it was in a file
 */
public record UpstreamConfig(
        @Key(
                description = "Where the registry answers: `https://` or `http://`, a host, perhaps a port, no path. "
                        + "Required unless the registry is a well-known one.")
        URI url,

        @Key(description = "Other hosts that mean this registry.")
        List<String> aliases,

        @Key(
                description = "How long a tag is served without asking the registry whether it moved. `0s` asks every "
                        + "time.",
                byDefault = "5m")
        Duration tagTtl,

        @Key(
                description = "How long past its last check a tag may still be served while the registry cannot be "
                        + "asked. `0s` never does.",
                byDefault = "7d")
        Duration maxStale,

        @Key(description = "User to log in as. Needs a password.")
        Optional<String> username,

        @Key(description = "Password or access token of that user, better written `${NAME}` than in clear.")
        Optional<Secret> password,

        @Key(
                description = "Connections to this registry at once, over all its hosts.",
                byDefault = "64",
                min = 1,
                max = 10_000)
        int maxConnections) {

    public UpstreamConfig {
        aliases = List.copyOf(aliases);
        if (username.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("a username and a password need each other");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("max-connections must be at least 1: " + maxConnections);
        }
    }
}
