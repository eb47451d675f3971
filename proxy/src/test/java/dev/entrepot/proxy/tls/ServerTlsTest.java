package dev.entrepot.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.TlsConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes without a network, with either provider. */
class ServerTlsTest {

    @TempDir
    private Path folder;

    private X509Bundle bundle;

    @BeforeEach
    void write() throws Exception {
        bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=proxy")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("tls.pem"), bundle.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        KeyStore store = bundle.toKeyStore("secret".toCharArray());
        try (var out = Files.newOutputStream(folder.resolve("tls.p12"))) {
            store.store(out, "secret".toCharArray());
        }
    }

    private TlsConfig config(String keys) throws Exception {
        Files.writeString(folder.resolve("entrepot.yaml"), "tls: {" + keys + "}\n");
        return new ConfigLoader(Map.of(), folder)
                .load(Optional.empty(), Map.of())
                .tls()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void eitherProviderSpeaksTls13AndShowsTheCertificate(SslProvider provider) throws Exception {
        SslHandler client = handshake(ServerTls.of(config("certificate: tls.pem, key: key.pem"), provider));

        assertThat(client.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(client.engine().getSession().getPeerPrincipal()).hasToString("CN=proxy");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void eitherProviderTakesAKeystore(SslProvider provider) throws Exception {
        ServerTls tls = ServerTls.of(config("keystore: tls.p12, keystore-password: secret"), provider);

        assertThat(handshake(tls).engine().getSession().getPeerPrincipal()).hasToString("CN=proxy");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void eitherProviderAgreesOnHttp2AndOnHttp11WhereThatIsOffered(SslProvider provider) throws Exception {
        ServerTls tls = ServerTls.of(config("certificate: tls.pem, key: key.pem"), provider);

        assertThat(handshake(tls, "h2", "http/1.1").applicationProtocol()).isEqualTo("h2");
        assertThat(handshake(tls, "http/1.1").applicationProtocol()).isEqualTo("http/1.1");
    }

    @Test
    void aKeystoreThatWasWrittenAnewIsAnother() throws Exception {
        String keys = "keystore: tls.p12, keystore-password: secret";
        ServerTls before = ServerTls.of(config(keys));
        assertThat(before.isOf(config(keys))).isTrue();
        write();

        ServerTls after = ServerTls.of(config(keys));

        assertThat(before.isOf(config(keys))).isFalse();
        assertThat(handshake(after).engine().getSession().getPeerCertificates()[0])
                .isEqualTo(bundle.getCertificate());
    }

    @Test
    void boringSslIsTakenWhereItIsThere() throws Exception {
        assertThat(OpenSsl.isAvailable()).isTrue();
        assertThat(ServerTls.of(config("certificate: tls.pem, key: key.pem")).provider())
                .isEqualTo("BoringSSL");
    }

    @Test
    void theSameKeysAreTheSameUntilAFileChanges() throws Exception {
        ServerTls tls = ServerTls.of(config("certificate: tls.pem, key: key.pem"));
        assertThat(tls.isOf(config("certificate: tls.pem, key: key.pem"))).isTrue();
        write();

        assertThat(tls.isOf(config("certificate: tls.pem, key: key.pem"))).isFalse();
    }

    private SslHandler handshake(ServerTls tls, String... protocols) throws Exception {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (protocols.length > 0) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    protocols));
        }
        SslHandler clientSide = builder.sslProvider(SslProvider.JDK)
                .trustManager(bundle.getCertificate())
                .endpointIdentificationAlgorithm("")
                .build()
                .newHandler(ByteBufAllocator.DEFAULT);
        EmbeddedChannel server = new EmbeddedChannel(tls.handler(ByteBufAllocator.DEFAULT));
        EmbeddedChannel client = new EmbeddedChannel(clientSide);
        for (int round = 0; round < 20 && !clientSide.handshakeFuture().isSuccess(); round++) {
            pass(client, server);
            pass(server, client);
        }
        server.finishAndReleaseAll();
        client.finishAndReleaseAll();
        return clientSide;
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }
}
