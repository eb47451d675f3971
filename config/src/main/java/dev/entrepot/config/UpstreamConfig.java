package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.JsonFile;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One registry. Which keys need or exclude each other is for {@link CredentialRules} to say.
 *
 * @param url scheme, host and perhaps port; no path, not even a slash
 * @param fallbackUrls as {@code url}
 * @param aliases other hosts that mean this registry
 * @param username present exactly when {@code password} is
 * @param password read already, where it was in a file
 * @param ca read already, as {@code clientCertificate} and {@code clientKey}, which need each other
 * @param proxy scheme, host and port
 */
public record UpstreamConfig(
        @Key(
                description = "Where the registry answers: `https://` or `http://`, a host, perhaps a port, no path. "
                        + "Required unless the registry is a well-known one.")
        URI url,

        @Key(
                description = "Where else the same can be had, in this order, while `url` cannot be reached. What "
                        + "says no is believed and ends the search, but for a denial by one of these. `username` "
                        + "and `password` are for `url` only.")
        List<URI> fallbackUrls,

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

        @Key(
                description = "Password or access token of that user, better written `${NAME}` than in clear. A file "
                        + "is read again when it changes.")
        Optional<Secret> password,

        @Key(
                description = "Docker's `config.json`, in place of `username`: `auths`, `credHelpers` and `credsStore` "
                        + "count. Read again when it changes.")
        Optional<JsonFile> dockerConfig,

        @Key(
                description = "In place of `username`, for registries whose passwords live for hours: "
                        + "`ecr-login` runs `docker-credential-ecr-login get`, found on the `PATH`. What it says is "
                        + "kept until it is refused, 30 minutes at most.")
        Optional<String> credentialHelper,

        @Key(
                description = "Hosts of token services that may see these credentials, besides those of the "
                        + "registry's own domain, such as `auth.example.com`. Others are asked anonymously.")
        List<String> tokenHosts,

        @Key(
                description = "Certificate authorities trusted besides the platform's, for this registry and what it "
                        + "leads to; PEM.")
        Optional<PemCertificates> ca,

        @Key(
                description = "Our own certificate and those between it and an authority; PEM. Shown to `url` and "
                        + "`fallback-urls`, nowhere else. Needs `client-key`.")
        Optional<PemCertificates> clientCertificate,

        @Key(description = "The private key of `client-certificate`; PEM, PKCS#8, without a password.")
        Optional<PemKey> clientKey,

        @Key(
                description =
                        "Forward proxy for this registry and what it leads to, such as `http://10.0.0.1:3128`, or `https://` where the proxy itself is spoken to by TLS (believed as `ca` says). "
                                + "Without it the environment's `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count.")
        Optional<URI> proxy,

        @Key(description = "User at that proxy. Needs `proxy-password`.")
        Optional<String> proxyUsername,

        @Key(description = "Password at that proxy.") Optional<Secret> proxyPassword,

        @Key(
                description = "What is reached without a proxy: hosts with all below them, addresses, ranges such as "
                        + "`10.0.0.0/8`, or `'*'` for everything. Besides, `NO_PROXY` counts where the environment's "
                        + "proxies do.")
        List<String> noProxy,

        @Key(
                description = "Whether the registry may redirect to, or have tokens fetched from, addresses that only "
                        + "this machine or its network can reach. One that is there itself may in any case.",
                byDefault = "false")
        boolean allowPrivateRedirects,

        @Key(
                description = "Connections to this registry at once, and as many to each host it leads to.",
                byDefault = "64",
                min = 1,
                max = 10_000)
        int maxConnections,

        @Key(
                description = "Requests a second to this registry and what it leads to; more wait for their turn. "
                        + "Without it there is no limit.",
                min = 1,
                max = 100_000)
        Optional<Integer> requestsPerSecond,

        @Key(
                description = "What all blobs from this registry together may bring in a second, such as `50MiB`. "
                        + "Without it there is no limit.")
        Optional<ByteSize> bytesPerSecond) {

    public UpstreamConfig {
        fallbackUrls = List.copyOf(fallbackUrls);
        aliases = List.copyOf(aliases);
        tokenHosts = List.copyOf(tokenHosts);
        noProxy = List.copyOf(noProxy);
        if (username.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("a username and a password need each other");
        }
        if (clientCertificate.isPresent() != clientKey.isPresent()) {
            throw new IllegalArgumentException("a client-certificate and a client-key need each other");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("max-connections must be at least 1: " + maxConnections);
        }
        if (bytesPerSecond.isPresent() && bytesPerSecond.get().bytes() == 0) {
            throw new IllegalArgumentException("bytes-per-second must be more than 0");
        }
    }

    /** Whether what it serves may not be for everyone. */
    public boolean hasCredentials() {
        return username.isPresent()
                || dockerConfig.isPresent()
                || credentialHelper.isPresent()
                || clientCertificate.isPresent();
    }
}
