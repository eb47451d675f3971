package dev.entrepot.proxy.upstream.reach;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Whom we believe, and who we are.
 *
 * @param trusted certificate authorities trusted besides the platform's
 * @param identity shown to the upstream's own hosts, nowhere else: it is a credential
 */
public record TlsMaterial(List<X509Certificate> trusted, Optional<Identity> identity) {

    public static final TlsMaterial PLATFORM = new TlsMaterial(List.of(), Optional.empty());

    /** @param chain our own certificate first */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {

        public Identity {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return chain.isEmpty()
                    ? "nobody"
                    : chain.getFirst().getSubjectX500Principal().toString();
        }
    }

    public TlsMaterial {
        trusted = List.copyOf(trusted);
    }

    public static TlsMaterial trusting(List<X509Certificate> trusted) {
        return new TlsMaterial(trusted, Optional.empty());
    }

    public TlsMaterial anonymous() {
        return trusting(trusted);
    }
}
