package dev.entrepot.proxy.app;

import dev.entrepot.config.UpstreamConfig;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.JsonFile;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.Secret;
import dev.entrepot.proxy.upstream.UpstreamEndpoint;
import dev.entrepot.proxy.upstream.credential.ChangingFile;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.credential.DockerConfig;
import dev.entrepot.proxy.upstream.credential.KeptCredentials;
import dev.entrepot.proxy.upstream.credential.PasswordFile;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Timeouts;
import dev.entrepot.proxy.upstream.limit.UpstreamLimits;
import dev.entrepot.proxy.upstream.reach.ForwardProxy;
import dev.entrepot.proxy.upstream.reach.ProxyRules;
import dev.entrepot.proxy.upstream.reach.TlsMaterial;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From what an upstream's keys say to how it is spoken to. Equal keys make equal endpoints. */
final class Endpoints {

    private final Map<String, String> environment;

    /** @param environment for {@code HTTPS_PROXY} and its like */
    Endpoints(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException for a proxy of the environment that is none, which the loader refuses */
    UpstreamEndpoint of(String name, UpstreamConfig upstream) {
        List<URI> urls = Stream.concat(Stream.of(upstream.url()), upstream.fallbackUrls().stream())
                .toList();
        Set<String> tokenHosts = upstream.tokenHosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return new UpstreamEndpoint(
                name, urls, credentials(name, upstream), tokenHosts, connections(upstream), limits(upstream));
    }

    private static CredentialSource credentials(String name, UpstreamConfig upstream) {
        String host = Origin.of(upstream.url()).authority();
        if (upstream.username().isPresent()) {
            return password(host, upstream.username().get(), upstream.password().orElseThrow());
        }
        if (upstream.credentialHelper().isPresent()) {
            return helper(upstream.credentialHelper().get());
        }
        return upstream.dockerConfig()
                .map(JsonFile::path)
                .<CredentialSource>map(file -> new DockerConfig(watched(file), Map.of(host, name), Endpoints::helper))
                .orElse(CredentialSource.NONE);
    }

    private static CredentialSource password(String host, String user, Secret password) {
        return password.file()
                .<CredentialSource>map(file -> new PasswordFile(host, user, watched(file)))
                .orElseGet(() -> CredentialSource.fixed(host, new Credential.Password(user, password.reveal())));
    }

    private static CredentialSource helper(String name) {
        return KeptCredentials.named(name, System::nanoTime);
    }

    private static ChangingFile watched(Path file) {
        return new ChangingFile(file, System::nanoTime);
    }

    private ConnectionSettings connections(UpstreamConfig upstream) {
        return new ConnectionSettings(
                Timeouts.DEFAULT,
                upstream.maxConnections(),
                tls(upstream),
                proxies(upstream),
                upstream.allowPrivateRedirects());
    }

    private static TlsMaterial tls(UpstreamConfig upstream) {
        Optional<TlsMaterial.Identity> identity = upstream.clientKey()
                .map(PemKey::key)
                .map(key -> new TlsMaterial.Identity(
                        key, upstream.clientCertificate().orElseThrow().certificates()));
        return new TlsMaterial(upstream.ca().map(PemCertificates::certificates).orElse(List.of()), identity);
    }

    private ProxyRules proxies(UpstreamConfig upstream) {
        Optional<ForwardProxy.Login> login = upstream.proxyUsername()
                .map(user -> new ForwardProxy.Login(
                        user, upstream.proxyPassword().orElseThrow().reveal()));
        return upstream.proxy()
                .map(Origin::of)
                .map(proxy -> new ForwardProxy(proxy.isSecure(), proxy.host(), proxy.port(), login))
                .map(proxy -> ProxyRules.through(proxy, upstream.noProxy()))
                .orElseGet(() -> ProxyRules.fromEnvironment(environment, upstream.noProxy()));
    }

    private static UpstreamLimits limits(UpstreamConfig upstream) {
        return UpstreamLimits.DEFAULT.pacedBy(
                upstream.requestsPerSecond().orElse(0),
                upstream.bytesPerSecond().map(ByteSize::bytes).orElse(0L));
    }
}
