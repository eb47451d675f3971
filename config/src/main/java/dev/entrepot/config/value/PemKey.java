package dev.entrepot.config.value;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private key from a PEM file, read when the configuration is. Never printed.
 *
 * @param file it was read from
 */
public record PemKey(Path file, PrivateKey key) {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1?PRIVATE KEY-----");

    private static final String REMEDY =
            "write one in PEM, without a password; " + "openssl pkcs8 -topk8 -nocrypt makes one of any other";

    public static PemKey read(Path file) throws InvalidValueException {
        Matcher pem = PRIVATE_KEY.matcher(new String(PemFile.read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw unusable(file);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
            return new PemKey(file, parse(new PKCS8EncodedKeySpec(pkcs8(pem.group(1), der))));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw unusable(file);
        }
    }

    private static byte[] pkcs8(@Nullable String label, byte[] der) {
        if (label == null) {
            return der;
        }
        return label.startsWith("RSA") ? LegacyKey.fromPkcs1(der) : LegacyKey.fromSec1(der);
    }

    /** The JDK wants to be told the algorithm, which the key says itself. */
    private static PrivateKey parse(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        GeneralSecurityException last = new InvalidKeySpecException("no algorithm");
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                last = e;
            }
        }
        throw last;
    }

    private static InvalidValueException unusable(Path file) {
        return new InvalidValueException("'" + file + "' holds no private key that can be read", REMEDY);
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return file.toString();
    }
}
