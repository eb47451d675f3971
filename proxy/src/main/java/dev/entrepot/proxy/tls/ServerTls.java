package dev.entrepot.proxy.tls;

import dev.entrepot.config.TlsConfig;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.TlsIdentity;
import dev.entrepot.config.value.TlsVersion;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How connections of clients are encrypted: BoringSSL where it is there (a third less CPU than the JDK's). Immutable. */
public final class ServerTls {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final TlsConfig source;
    private final TlsIdentity identity;
    private final SslProvider provider;
    private final SslContext context;

    private ServerTls(TlsConfig source, TlsIdentity identity, SslProvider provider, SslContext context) {
        this.source = source;
        this.identity = identity;
        this.provider = provider;
        this.context = context;
    }

    /** @throws IllegalArgumentException when the certificate or the key is of a kind that cannot be used */
    public static ServerTls of(TlsConfig config) {
        return of(config, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    /** By a provider that is there. */
    public static ServerTls of(TlsConfig config, SslProvider provider) {
        TlsIdentity identity = config.identity();
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                    .sslProvider(provider)
                    .protocols(protocols(config.minVersion()))
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1));
            config.clientCa()
                    .map(PemCertificates::certificates)
                    .ifPresent(authorities -> builder.trustManager(authorities)
                            .clientAuth(config.needsClientCertificate() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL));
            return new ServerTls(config, identity, provider, builder.build());
        } catch (SSLException e) {
            throw new IllegalArgumentException("the certificate of 'tls' cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<String> protocols(TlsVersion oldest) {
        return switch (oldest) {
            case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
            case TLS_1_3 -> List.of("TLSv1.3");
        };
    }

    /** Whether it is what these keys ask for. */
    public boolean isOf(TlsConfig config) {
        return source.equals(config);
    }

    public SslContext context() {
        return context;
    }

    /** For one connection. */
    public SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /** As logs and the status say it. */
    public String provider() {
        return provider == SslProvider.JDK ? "JDK" : OpenSsl.versionString();
    }

    /** Whom the certificate names. */
    public String subject() {
        return identity.toString();
    }

    /** When the certificate of the chain expires that does so first. */
    public Instant expires() {
        return identity.chain().stream()
                .map(X509Certificate::getNotAfter)
                .map(Date::toInstant)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Says what is in force, and warns of a certificate that has run out or soon will. */
    public void announce(InstantSource clock) {
        LOG.info("TLS by {}: certificate of {}, good until {}", provider(), identity, expires());
        Instant now = clock.instant();
        if (expires().isBefore(now)) {
            LOG.warn("the certificate of 'tls' expired at {}: clients will refuse it; renew it", expires());
        } else if (expires().isBefore(now.plus(SOON))) {
            LOG.warn("the certificate of 'tls' expires at {}: renew it", expires());
        }
        if (identity.certificate().getNotBefore().toInstant().isAfter(now)) {
            LOG.warn(
                    "the certificate of 'tls' is good only from {} on",
                    identity.certificate().getNotBefore().toInstant());
        }
    }
}
