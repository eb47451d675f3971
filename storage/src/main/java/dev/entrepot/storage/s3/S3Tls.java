package dev.entrepot.storage.s3;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SystemPropertyTlsKeyManagersProvider;

/** Whom the bucket's client believes, and with which certificate of its own. */
final class S3Tls {

    private S3Tls() {}

    /** The platform's authorities and these; a certificate of our own as {@code javax.net.ssl.keyStore} says. */
    static SSLContext trusting(List<X509Certificate> more) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    SystemPropertyTlsKeyManagersProvider.create().keyManagers(),
                    more.isEmpty() ? null : managers(store(more)),
                    null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates of the bucket cannot be used", e);
        }
    }

    private static KeyStore store(List<X509Certificate> more) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager platform) {
                for (X509Certificate certificate : platform.getAcceptedIssuers()) {
                    store.setCertificateEntry(name(number++), certificate);
                }
            }
        }
        for (X509Certificate certificate : more) {
            store.setCertificateEntry(name(number++), certificate);
        }
        return store;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "ca-%d", number);
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
