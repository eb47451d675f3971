package dev.entrepot.config.value;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who a server is. The key is never printed.
 *
 * @param chain the server's own certificate first
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] SAMPLE = "entrepot".getBytes(StandardCharsets.US_ASCII);

    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Whether the key is the one that the certificate is about; nothing else would notice before the first handshake. */
    public boolean matches() {
        try {
            PublicKey shown = certificate().getPublicKey();
            String algorithm = algorithm(key.getAlgorithm());
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }

    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().toString();
    }
}
