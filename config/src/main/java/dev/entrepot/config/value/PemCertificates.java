package dev.entrepot.config.value;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Certificates from a PEM file, read when the configuration is.
 *
 * @param file they were read from
 * @param certificates at least one, in their order
 */
public record PemCertificates(Path file, List<X509Certificate> certificates) {

    /** A key may lie beside its certificates, and is no concern of theirs. */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY|EC PARAMETERS)-----[^-]*-----END \\1-----");

    public PemCertificates {
        certificates = List.copyOf(certificates);
    }

    public static PemCertificates read(Path file) throws InvalidValueException {
        List<X509Certificate> certificates = parse(PemFile.read(file));
        if (certificates.isEmpty()) {
            throw new InvalidValueException(
                    "'" + file + "' holds no certificate that can be read",
                    "write certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE");
        }
        return new PemCertificates(file, certificates);
    }

    private static List<X509Certificate> parse(byte[] file) {
        byte[] bytes = KEY.matcher(new String(file, StandardCharsets.ISO_8859_1))
                .replaceAll("")
                .getBytes(StandardCharsets.ISO_8859_1);
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                certificates.add((X509Certificate) certificate);
            }
            return certificates;
        } catch (CertificateException e) {
            // One that is broken makes the others doubtful.
            return List.of();
        }
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return file.toString();
    }
}
