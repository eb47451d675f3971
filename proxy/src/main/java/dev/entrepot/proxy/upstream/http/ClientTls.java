package dev.entrepot.proxy.upstream.http;

import dev.entrepot.proxy.upstream.reach.TlsMaterial;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS towards upstreams: BoringSSL where it is there (a third less CPU than the JDK's), names always verified. */
final class ClientTls {

    private ClientTls() {}

    static SslContext of(TlsMaterial material) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .endpointIdentificationAlgorithm("HTTPS");
            if (!material.trusted().isEmpty()) {
                builder.trustManager(withPlatform(material.trusted()));
            }
            material.identity().ifPresent(identity -> builder.keyManager(identity.key(), identity.chain()));
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("cannot set up TLS", e);
        }
    }

    /** Netty's own setter for certificates replaces the platform's authorities instead of adding to them. */
    private static TrustManagerFactory withPlatform(List<X509Certificate> extra) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (TrustManager manager : factory(null).getTrustManagers()) {
                if (manager instanceof X509TrustManager platform) {
                    for (X509Certificate certificate : platform.getAcceptedIssuers()) {
                        all.setCertificateEntry("platform-" + count++, certificate);
                    }
                }
            }
            for (X509Certificate certificate : extra) {
                all.setCertificateEntry("extra-" + count++, certificate);
            }
            return factory(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("cannot trust the given certificates", e);
        }
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
