package dev.entrepot.config.value;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A PKCS#12 file with a certificate and its key, read when the configuration is, and opened with a password later.
 *
 * @param file it was read from
 * @param content read-only
 */
public record KeyStoreFile(Path file, ByteBuffer content) {

    public KeyStoreFile {
        content = content.asReadOnlyBuffer();
    }

    public static KeyStoreFile read(Path file) throws InvalidValueException {
        return new KeyStoreFile(file, ByteBuffer.wrap(PemFile.read(file)));
    }

    /** A view of one's own. */
    @Override
    public ByteBuffer content() {
        return content.duplicate();
    }

    /** The one key in it, with its certificates. */
    public TlsIdentity open(Secret password) throws InvalidValueException {
        char[] secret = password.reveal().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            byte[] bytes = new byte[content.remaining()];
            content().get(bytes);
            store.load(new ByteArrayInputStream(bytes), secret);
            List<String> keys = Collections.list(store.aliases()).stream()
                    .filter(alias -> isKey(store, alias))
                    .toList();
            if (keys.size() == 1 && store.getKey(keys.getFirst(), secret) instanceof PrivateKey key) {
                return new TlsIdentity(key, chain(store.getCertificateChain(keys.getFirst())));
            }
            throw new InvalidValueException(
                    "'" + file + "' holds " + (keys.isEmpty() ? "no" : "more than one") + " private key",
                    "write one key and its certificates into it, as openssl pkcs12 -export does");
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidValueException(
                    "'" + file + "' cannot be opened with the password given",
                    "check keystore-password, and that it is PKCS#12");
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<X509Certificate> chain(Certificate[] certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
        }
        return chain;
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return file.toString();
    }
}
