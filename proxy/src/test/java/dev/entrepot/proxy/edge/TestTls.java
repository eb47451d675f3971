package dev.entrepot.proxy.edge;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** An authority, a proxy's certificate by it, and clients that believe it. */
public final class TestTls {

    /** Of the files in the folder of the configuration. */
    public static final String KEYS = "certificate: tls.pem, key: tls-key.pem";

    /** The same of {@link #writeKeystoreTo}. */
    public static final String KEYSTORE = "keystore: tls.p12, keystore-password: changeit";

    private final X509Bundle authority;
    private final SSLContext anybody;
    private X509Bundle server;

    public TestTls() {
        try {
            authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Test authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            server = issue("proxy");
            anybody = context(authority, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate by the authority, also for loopback's address. */
    public X509Bundle issue(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addSanIpAddress("127.0.0.1")
                .addSanDnsName("localhost")
                .buildIssuedBy(authority);
    }

    /** The proxy's certificate is another one from now on, where it is written anew. */
    public void renew(String name) throws Exception {
        server = issue(name);
    }

    /**
     * Writes certificate, key and authority.
     *
     * @return the lines of a configuration that names them
     */
    public String writeTo(Path folder) throws IOException {
        Files.writeString(folder.resolve("tls.pem"), server.getCertificatePathPEM());
        Files.writeString(folder.resolve("tls-key.pem"), server.getPrivateKeyPEM());
        Files.writeString(folder.resolve("ca.pem"), authority.getRootCertificatePEM());
        return "tls: {" + KEYS + "}\n";
    }

    /** Certificate and key as PKCS#12, put in the place of what is there as a whole. */
    public void writeKeystoreTo(Path folder) throws Exception {
        Path written = folder.resolve("tls.p12.new");
        try (OutputStream out = Files.newOutputStream(written)) {
            char[] password = "changeit".toCharArray();
            server.toKeyStore(password).store(out, password);
        }
        Files.move(written, folder.resolve("tls.p12"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** For clients that show no certificate. */
    public SSLContext anybody() {
        return anybody;
    }

    Wire connect(int port) throws IOException {
        return connect(port, anybody);
    }

    /** As who has this certificate. */
    Wire connectAs(X509Bundle client, int port) throws IOException {
        return connect(port, context(authority, client));
    }

    private static Wire connect(int port, SSLContext context) throws IOException {
        return new Wire(socket(port, context, List.of("TLSv1.3", "TLSv1.2"), List.of()), Duration.ofSeconds(20));
    }

    /** One whose handshake is done. */
    public SSLSocket socket(int port, List<String> versions, List<String> protocols) throws IOException {
        return socket(port, anybody, versions, protocols);
    }

    private static SSLSocket socket(int port, SSLContext context, List<String> versions, List<String> protocols)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(versions.toArray(String[]::new));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        return socket;
    }

    X509Certificate authority() {
        return authority.getCertificate();
    }

    /** A client's side. */
    private static SSLContext context(X509Bundle authority, @Nullable X509Bundle client) {
        try {
            KeyManager[] shown =
                    client == null ? null : client.toKeyManagerFactory().getKeyManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, authority.toTrustManagerFactory().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
