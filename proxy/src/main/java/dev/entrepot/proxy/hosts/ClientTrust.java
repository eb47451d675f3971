package dev.entrepot.proxy.hosts;

import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.config.value.TlsIdentity;
import dev.entrepot.proxy.hosts.NamedHost.Identity;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom containerd believes: the machine's authorities and those that a {@code hosts.toml} adds, or anybody; and what it
 * shows.
 */
final class ClientTrust {

    private static final char[] NO_PASSWORD = {};

    private ClientTrust() {}

    static SSLContext of(NamedHost.Tls tls) throws IOException, GeneralSecurityException {
        try {
            TrustManagerFactory believed =
                    tls.skipsVerify() ? InsecureTrustManagerFactory.INSTANCE : believed(tls.authorities());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown(tls.identities()), believed.getTrustManagers(), null);
            return context;
        } catch (InvalidValueException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    private static TrustManagerFactory believed(List<Path> authorities)
            throws IOException, GeneralSecurityException, InvalidValueException {
        KeyStore trusted = empty();
        int number = 0;
        for (X509Certificate authority : machines()) {
            trusted.setCertificateEntry("machine-" + number++, authority);
        }
        for (Path file : authorities) {
            for (X509Certificate authority : HostFiles.certificates(file)) {
                trusted.setCertificateEntry("added-" + number++, authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private static KeyManager[] shown(List<Identity> identities)
            throws IOException, GeneralSecurityException, InvalidValueException {
        KeyStore keys = empty();
        int number = 0;
        for (Identity identity : identities) {
            TlsIdentity read = HostFiles.read(identity);
            keys.setKeyEntry(
                    "shown-" + number++, read.key(), NO_PASSWORD, read.chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> machines() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
