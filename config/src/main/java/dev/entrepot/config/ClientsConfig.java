package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.AccessTokens;
import dev.entrepot.config.value.Htpasswd;
import dev.entrepot.config.value.IpRange;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask.
 *
 * @param allow empty means any address, as {@link Configuration#clientAddresses()} qualifies
 */
public record ClientsConfig(
        @Key(
                description =
                        "Addresses that may ask; all others are answered 403. Without it: any address, but loopback "
                                + "alone when an upstream has credentials and neither of the files below is given. It is the "
                                + "address of the connection that counts, not what a header says.")
        List<IpRange> allow,

        @Key(
                description = "Users and passwords, as `htpasswd -B` writes them. Who asks must log in, besides coming "
                        + "from an allowed address.")
        Optional<Htpasswd> htpasswd,

        @Key(
                description =
                        "Bearer tokens, `token` or `name:token` on each line. One of them is as good as a user and "
                                + "a password.")
        Optional<AccessTokens> tokensFile,

        @Key(
                description = "Connections of all clients at once; more are closed as they come. Each is a file "
                        + "descriptor. One of HTTP/2 has up to 100 requests at once.",
                byDefault = "4096",
                min = 1,
                max = 1_000_000)
        int maxConnections,

        @Key(
                description = "The same of one address, or one network of 64 bits with IPv6. Many nodes behind one "
                        + "NAT are one address.",
                byDefault = "2048",
                min = 1,
                max = 1_000_000)
        int maxConnectionsPerAddress) {

    public ClientsConfig {
        allow = List.copyOf(allow);
    }

    /** Whether whoever asks must show a password or a token. */
    public boolean needsLogin() {
        return htpasswd.isPresent() || tokensFile.isPresent();
    }
}
