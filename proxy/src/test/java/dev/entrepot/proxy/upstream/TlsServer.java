package dev.entrepot.proxy.upstream;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** An https server on loopback that asks for a client's certificate and notes whom it saw. */
final class TlsServer implements AutoCloseable {

    /** Resolves to loopback everywhere (RFC 6761). */
    static final String HOST = "registry.localhost";

    static final String NOBODY = "nobody";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> clients = new ConcurrentLinkedQueue<>();

    private TlsServer(HttpsServer server) {
        this.server = server;
    }

    static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static X509Bundle issued(X509Bundle authority, String subject) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + subject)
                .addSanDnsName(HOST)
                .buildIssuedBy(authority);
    }

    /** @param needsClient whether a handshake without a client's certificate fails */
    static TlsServer start(X509Bundle authority, boolean needsClient, HttpHandler answers) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                issued(authority, "registry").toKeyManagerFactory().getKeyManagers(),
                authority.toTrustManagerFactory().getTrustManagers(),
                null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TlsServer server = new TlsServer(https);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                if (needsClient) {
                    wanted.setNeedClientAuth(true);
                } else {
                    wanted.setWantClientAuth(true);
                }
                parameters.setSSLParameters(wanted);
            }
        });
        https.setExecutor(server.threads);
        https.createContext("/", exchange -> {
            server.clients.add(client((HttpsExchange) exchange));
            answers.handle(exchange);
        });
        https.start();
        return server;
    }

    private static String client(HttpsExchange exchange) throws IOException {
        try {
            Principal peer = exchange.getSSLSession().getPeerPrincipal();
            return peer.getName();
        } catch (SSLPeerUnverifiedException e) {
            return NOBODY;
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://" + HOST + ":" + port();
    }

    /** By subject, one for each request. */
    Queue<String> clients() {
        return clients;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
