package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.ClientCertificates;
import dev.entrepot.config.value.TlsVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tls} may say, and what is wrong when it says something else. */
class TlsKeysTest {

    private static final String PEM = "certificate: me.pem, key: key.pem";
    private static final String STORE = "keystore: " + TestIdentity.KEYSTORE + ", keystore-password: changeit";

    /** Nobody's. As {@code openssl ecparam -name prime256v1 -genkey -noout} and cert-manager write one. */
    private static final String SEC1 = """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIEhjnR2QvobGaHBEM7nVz7z6YvSf8tuwWXOmG0s3MAwuoAoGCCqGSM49
            AwEHoUQDQgAET9Gq0vCCeJNxVdQZdqQEvxx6+VNIXUX0K2UYBldBkaQTSifja2b8
            kqtrf4Bu/WPefprvJtTcLyK6G+MDy8uQvg==
            -----END EC PRIVATE KEY-----
            """;

    private static final String PKCS1 = """
            -----BEGIN RSA PRIVATE KEY-----
            MIIEowIBAAKCAQEAoPJEWP8VHr+xNCHrxwV58sgwm/M3dqicVMbCZelN6ALVor8x
            62mAsT7/EdbxlJDb5u8XkxUVzt9gbWsy4X3zgc324xeEwUDcF3FAfAgjyuAW5b25
            wz2HoEJVX4opPxG7dzeiYBJlULLSxHbJo7LA7mp5tLTvEG0UIeTnqKTMXc7lTmbs
            nu63wjA3G1D75s2oN3V9RZLv8R01i5MTuX65VTZMIQE2VYkHq2Oe0/KZeddsAkHM
            19toWShyhos4XS1l8elhlZyhdNHApO1UBPp3l3x+mrCrG16mwnoW2wQnq4YlLShi
            SGCAuiv6Gi4kpgGoVdrNf+6YN17edbNUewW+PwIDAQABAoIBAA5Js5ua+YsDRX31
            TPMcH1lYQEh37QKRsV8tTfCyJ4JjTgfmpU3azdvuVcKFrGid+4eizhr2kjsNRYgx
            LhEql0V8vWAnpFdrpJ5IJYtdRaArCJ1YnHcirTmi6eVTZJn+vv+0ZqvUtj3VwjRC
            v1/S7KG9vhQ2w8pXhKQFqDMmfiYNpdTpooTn4ra7obhl9UNBRAoc/b7vjwqlVj63
            nYHwVACbDmRfazIyOMu2CjFb8qsCK7oLeXDIR6V8T92549UOnwfiJT/UCZ7Ndtw+
            kFzb6Xr3kDLp66glIsLPY3N310GY9D007ekRnIkHbL/iQWH8YF3iEI+iCRxE35uq
            oGhTnYECgYEA2vp1Zw4jjOSlpaGGw4hl3IfdBQM6dROmod7x6zT1+1yUxCwSxb3U
            lWDv7R6PeO6fUh/7cQ7CB6qBRiV/8AHxIOI5ErmCpJKFXyrJeZeAp/QYNkQzTSpX
            WmPPHiIKuRvkznT/Q434vO6cv/RARsGFwS8+HkZjbdmKXyyGiKDJtyECgYEAvCgk
            PH/hGMwwhYGMXoIzBmk8bNJvzToGgplzeZZ+csaZTYxN8RfzUyQLxGQ+E6dBTx22
            O5CzoKupqnw/ZlLa71MMC4nwNfX2l8mhwioNupEhFc2j4xY4AxDd6eaAv4xdaGae
            YOgDBOOWA1pVp38HBQ9yxo8OWEph1cTO+2uGqV8CgYA8wTanlBWq9pk63hjs0UAp
            soxQ4rdqWjxmNtv5/SSuS95+mxfOQz/i/hUzPcJitBoCCBuUH5sX02ewlaDsby1+
            iSV6m3uyu3BDmjRyBuXMM34wODXfl/rKelyxqJI/D40o9u8HyDEWAkH9RAA9YV4B
            3mCmt7LIfI3WoBzndWzh4QKBgQCK4QImGamW+RgTYtSt6WIqKEDufcEB9QNbIFKI
            e1ln9EixYY8iFjCGvINm+SqMrRZahC6+9oZvYGWCLeVJ7Hwmy+CHH9BKs/rIfI5F
            1258t6R5CGkgM4UyVh/GBlofiEZlyeC63GVmFWnjnai9Udhnlsh74JmQ944REAxK
            rUoe9wKBgBrBT4dfd49KqgfBgch6zXsTKAJhecaBsSQxFL+qQhITZ931Wy9cje0P
            1ZiRwos5wPnIDEQ4taaHFbxs+th5pDcV26UQ1j4aH93hivKbYPbmUEcjuJCMiVLK
            LU8JxVMoPGODAr05uvrmdjVTQwUVj6UAx44SAvgHiXBT3nvUxobd
            -----END RSA PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    private Workplace workplace;
    private TestIdentity identity;

    @BeforeEach
    void write() throws Exception {
        workplace = new Workplace(directory);
        identity = TestIdentity.create(directory);
        workplace.file("me.pem", identity.certificate()).file("key.pem", identity.key());
    }

    private TlsConfig tls(String keys) throws ConfigException {
        return workplace.yaml("tls: {" + keys + "}").load().tls().orElseThrow();
    }

    private String error(String keys) {
        workplace.yaml("tls: {" + keys + "}");
        assertThat(workplace.errors()).hasSize(1);
        return workplace.errors().getFirst().replace(directory.toString(), "");
    }

    @Test
    void withoutTheSectionThereIsNoTls() throws Exception {
        assertThat(workplace.yaml("listen: 127.0.0.1:1").load().tls()).isEmpty();
    }

    @Test
    void certificateAndKey() throws Exception {
        TlsConfig tls = tls(PEM);

        assertThat(tls.identity()).hasToString("CN=me");
        assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_2);
        assertThat(tls.needsClientCertificate()).isFalse();
    }

    @Test
    void certificateAndKeyFromTheEnvironment() throws Exception {
        workplace.env("ENTREPOT_TLS_CERTIFICATE", "me.pem").env("ENTREPOT_TLS_KEY", "key.pem");

        assertThat(workplace.load().tls().orElseThrow().identity()).hasToString("CN=me");
    }

    @Test
    void aKeystoreWithItsPassword() throws Exception {
        assertThat(tls(STORE).identity().key()).isEqualTo(tls(PEM).identity().key());
    }

    @Test
    void aKeystoreWithItsPasswordInAFile() throws Exception {
        workplace.file("pw", "changeit\n");

        assertThat(tls("keystore: " + TestIdentity.KEYSTORE + ", keystore-password-file: pw")
                        .identity())
                .hasToString("CN=me");
        assertThat(workplace.read(Optional.empty()).files())
                .contains(directory.resolve("pw"), directory.resolve(TestIdentity.KEYSTORE));
    }

    @Test
    void keysInTheFormsBeforePkcs8AreRead() {
        // They are not the certificate's, which is found out after they were read.
        workplace.file("key.pem", SEC1);
        assertThat(error(PEM)).contains("is not the key of the certificate");
        workplace.file("key.pem", PKCS1);
        assertThat(error(PEM)).contains("is not the key of the certificate");
        workplace.file("key.pem", SEC1.replace("MHcC", "MHcD"));
        assertThat(error(PEM)).contains("holds no private key that can be read");
    }

    @Test
    void minVersionAndClientCaAndClientCertificates() throws Exception {
        TlsConfig tls = tls(PEM + ", min-version: 1.3, client-ca: me.pem, client-certificates: optional");

        assertThat(tls.minVersion()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(tls.clientCa().orElseThrow().certificates()).hasSize(1);
        assertThat(tls.clientCertificates()).isEqualTo(ClientCertificates.OPTIONAL);
        assertThat(tls.needsClientCertificate()).isFalse();
        assertThat(tls(PEM + ", client-ca: me.pem").needsClientCertificate()).isTrue();
    }

    @Test
    void aMistypedKeyIsNamedWithTheNearest() {
        assertThat(error(PEM + ", min-versoin: 1.3"))
                .isEqualTo("entrepot.yaml:1: tls.min-versoin: unknown key; did you mean 'min-version'?");
    }

    @Test
    void aVersionThatIsRetiredIsAnError() {
        assertThat(error(PEM + ", min-version: 1.1"))
                .isEqualTo("entrepot.yaml:1: tls.min-version: '1.1' is not a version of TLS to be spoken; "
                        + "write 1.2 or 1.3");
    }

    @Test
    void anEmptySectionIsAnError() {
        assertThat(error(""))
                .isEqualTo("entrepot.yaml:1: tls: has no certificate; add certificate and key, or keystore; "
                        + "without the section, clients are answered in plain HTTP");
    }

    @Test
    void whatIsMissingIsAllNamedAtOnce() {
        workplace.yaml("tls:\n  certificate: me.pem\n  keystore: " + TestIdentity.KEYSTORE
                + "\n  client-certificates: optional\n");

        assertThat(workplace.errors())
                .containsExactly(
                        "entrepot.yaml:2: tls.certificate: needs key; add key",
                        "entrepot.yaml:3: tls.keystore: cannot stand beside certificate; keep one of them",
                        "entrepot.yaml:3: tls.keystore: has no password; "
                                + "add keystore-password or keystore-password-file",
                        "entrepot.yaml:4: tls.client-certificates: needs client-ca; add client-ca");
    }

    @Test
    void aWrongPasswordIsAnErrorThatDoesNotShowIt() {
        assertThat(error("keystore: " + TestIdentity.KEYSTORE + ", keystore-password: s3cret"))
                .isEqualTo("entrepot.yaml:1: tls.keystore: '/identity.p12' cannot be opened with the password given; "
                        + "check keystore-password, and that it is PKCS#12");
    }

    @Test
    void aKeyOfAnotherCertificateIsAnError() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        workplace.file("key.pem", TestIdentity.create(other).key());

        assertThat(error(PEM))
                .isEqualTo("entrepot.yaml:1: tls.key: is not the key of the certificate; name the key that the "
                        + "certificate was issued for, and the server's own certificate first");
    }

    @Test
    void requiredClientCertificatesLetListenGoBeyondLoopbackWithCredentials() throws Exception {
        String exposed = "listen: 0.0.0.0:5000\nupstreams: {docker.io: {username: me, password: x}}\n";

        assertThat(workplace
                        .yaml(exposed + "tls: {" + PEM + ", client-ca: me.pem}")
                        .load()
                        .clientAddresses())
                .isEmpty();
        assertThat(workplace
                        .yaml(exposed + "tls: {" + PEM + ", client-ca: me.pem, client-certificates: optional}")
                        .errors())
                .hasSize(1);
        assertThat(workplace.yaml(exposed + "tls: {" + PEM + "}").errors()).hasSize(1);
    }

    @Test
    void whatIsPrintedLoadsAsTheSameAndHidesThePassword() throws Exception {
        workplace.yaml("tls: {" + STORE + ", client-ca: me.pem, client-certificates: optional, min-version: 1.3}");
        String printed = ConfigPrinter.print(workplace.read(Optional.empty()));

        assertThat(printed).doesNotContain("changeit");
        assertThat(workplace
                        .file("again.yaml", printed.replace("\"****\"", "changeit"))
                        .read(Optional.of(Path.of("again.yaml")))
                        .configuration())
                .isEqualTo(workplace.load());
    }

    @Test
    void aNewCertificateIsAChangeThatIsReloaded() throws Exception {
        Configuration before = workplace.yaml("tls: {" + PEM + "}").load();
        Files.delete(directory.resolve(TestIdentity.KEYSTORE));
        TestIdentity next = TestIdentity.create(directory);
        workplace.file("me.pem", next.certificate()).file("key.pem", next.key());

        assertThat(Changes.between(before, workplace.load()).reloaded()).containsExactly("tls.certificate", "tls.key");
    }
}
