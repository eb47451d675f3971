package dev.entrepot.proxy.hosts;

import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.TlsIdentity;
import dev.entrepot.proxy.hosts.NamedHost.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a {@code hosts.toml} names. containerd reads those of all hosts before it asks any, and where it cannot
 * nothing is pulled at all, neither past the mirror nor through it.
 */
final class HostFiles {

    private static final String FATAL = ": containerd fails every pull of this registry, also past the mirror; ";

    private HostFiles() {}

    static List<Remark> check(NamedHost host) {
        List<Remark> remarks = new ArrayList<>();
        for (Path authority : host.tls().authorities()) {
            try {
                certificates(authority);
            } catch (InvalidValueException e) {
                remarks.add(bad(host, "ca", e));
            }
        }
        for (Identity identity : host.tls().identities()) {
            try {
                if (!read(identity).matches()) {
                    remarks.add(Remark.bad(host.name() + ": client: the key in " + identity.key() + " is not that of "
                            + identity.certificate() + FATAL + "name the two that belong together"));
                }
            } catch (InvalidValueException e) {
                remarks.add(bad(host, "client", e));
            }
        }
        return remarks;
    }

    static TlsIdentity read(Identity identity) throws InvalidValueException {
        List<X509Certificate> chain = certificates(identity.certificate());
        checkReadable(identity.key());
        return new TlsIdentity(PemKey.read(identity.key()).key(), chain);
    }

    static List<X509Certificate> certificates(Path file) throws InvalidValueException {
        checkReadable(file);
        return PemCertificates.read(file).certificates();
    }

    private static void checkReadable(Path file) throws InvalidValueException {
        if (!Files.isReadable(file)) {
            throw new InvalidValueException("'" + file + "' cannot be read", "put it there, or take the key out");
        }
    }

    private static Remark bad(NamedHost host, String key, InvalidValueException why) {
        return Remark.bad(host.name() + ": " + key + ": " + why.getMessage() + FATAL + why.remedy());
    }
}
