package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.bind.UnfitValueException;
import dev.entrepot.config.value.ClientCertificates;
import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.config.value.KeyStoreFile;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.Secret;
import dev.entrepot.config.value.TlsIdentity;
import dev.entrepot.config.value.TlsVersion;
import java.util.Optional;

/**
 * TLS on {@code listen}. Which keys need or exclude each other is for {@link TlsRules} to say.
 *
 * @param certificate read already, as {@code key}, {@code keystore} and {@code clientCa}
 */
public record TlsConfig(
        @Key(
                description = "The server's certificate and then those between it and an authority; PEM. Needs `key`. "
                        + "Clients must know the name or address they use in it (a subject alternative name).")
        Optional<PemCertificates> certificate,

        @Key(description = "The private key of `certificate`; PEM, without a password.")
        Optional<PemKey> key,

        @Key(description = "In place of `certificate` and `key`: both in one file, PKCS#12. Needs `keystore-password`.")
        Optional<KeyStoreFile> keystore,

        @Key(description = "Password of `keystore`, and of the key in it.")
        Optional<Secret> keystorePassword,

        @Key(description = "The oldest version of TLS that is spoken, `1.2` or `1.3`.", byDefault = "1.2")
        TlsVersion minVersion,

        @Key(
                description = "Authorities whose certificates clients show; PEM. These alone are believed, not the "
                        + "platform's. Without it no certificate is asked for.")
        Optional<PemCertificates> clientCa,

        @Key(
                description = "`required`: whoever shows no certificate of `client-ca` cannot connect; a password or "
                        + "token that `clients` asks for is asked for besides. `optional`: a certificate is as good as "
                        + "a password or token.",
                byDefault = "required")
        ClientCertificates clientCertificates) {

    public TlsConfig {
        if (keystore.isPresent() != keystorePassword.isPresent()
                || certificate.isPresent() != key.isPresent()
                || certificate.isPresent() == keystore.isPresent()) {
            throw new IllegalArgumentException("tls needs certificate and key, or keystore and keystore-password");
        }
        if (!identity(certificate, key, keystore, keystorePassword).matches()) {
            throw new UnfitValueException(
                    keystore.isPresent() ? "keystore" : "key",
                    "is not the key of the certificate",
                    "name the key that the certificate was issued for, and the server's own certificate first");
        }
    }

    /** Whether nobody without a certificate gets in. */
    public boolean needsClientCertificate() {
        return clientCa.isPresent() && clientCertificates == ClientCertificates.REQUIRED;
    }

    public TlsIdentity identity() {
        return identity(certificate, key, keystore, keystorePassword);
    }

    private static TlsIdentity identity(
            Optional<PemCertificates> certificate,
            Optional<PemKey> key,
            Optional<KeyStoreFile> keystore,
            Optional<Secret> password) {
        if (keystore.isEmpty()) {
            return new TlsIdentity(
                    key.orElseThrow().key(), certificate.orElseThrow().certificates());
        }
        try {
            return keystore.get().open(password.orElseThrow());
        } catch (InvalidValueException e) {
            throw new UnfitValueException("keystore", e);
        }
    }
}
