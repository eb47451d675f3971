package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user reads about credentials, certificates and proxies that cannot be used or do not go together. */
class CredentialErrorsTest {

    private final Workplace workplace;

    CredentialErrorsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
        workplace
                .file("config.json", "{}")
                .file("list.json", "[]")
                .file("empty.json", "")
                .file("cut.json", "{\n\t\"auths\": {\n\t\t\"a\": s3cret")
                .file("more.json", "{} {}")
                .file("none.pem", "no certificate")
                .file("rsa.pem", """
                -----BEGIN RSA PRIVATE KEY-----
                AAAA
                -----END RSA PRIVATE KEY-----
                """)
                .file("broken.pem", """
                -----BEGIN CERTIFICATE-----
                AAAA
                -----END CERTIFICATE-----
                """);
    }

    private String error(String keys) {
        return String.join(
                "\n", workplace.yaml("upstreams: {ghcr.io: {" + keys + "}}").errors());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client-certificate: none.pem, client-key: rsa.pem | client-certificate: '%s/none.pem' holds no certificate that can be read; write certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE
            ca: broken.pem | ca: '%s/broken.pem' holds no certificate that can be read; write certificates in PEM, each between BEGIN CERTIFICATE and END CERTIFICATE
            ca: missing.pem | ca: '%s/missing.pem' cannot be read; create it, readable for the user that runs entrepot
            client-certificate: none.pem, client-key: rsa.pem | client-key: '%s/rsa.pem' holds no private key that can be read; write one in PEM, without a password; openssl pkcs8 -topk8 -nocrypt makes one of any other
            client-key: rsa.pem | client-key: needs client-certificate; add client-certificate
            client-certificate: none.pem | client-certificate: needs client-key; add client-key
            docker-config: missing.json | docker-config: '%s/missing.json' cannot be read; create it, readable for the user that runs entrepot
            docker-config: list.json | docker-config: '%s/list.json' is not a JSON object; name a file as docker login writes it
            docker-config: empty.json | docker-config: '%s/empty.json' is not a JSON object; name a file as docker login writes it
            docker-config: cut.json | docker-config: '%s/cut.json' is not JSON, see its line 3; write it as docker login does
            docker-config: more.json | docker-config: '%s/more.json' goes on after its JSON object; remove what follows
            docker-config: /tmp | docker-config: '/tmp' cannot be read; create it, readable for the user that runs entrepot
            username: me, password: x, docker-config: config.json | docker-config: cannot stand beside username; keep one of them
            docker-config: config.json, credential-helper: pass | credential-helper: cannot stand beside docker-config; keep one of them
            credential-helper: ../evil | credential-helper: is not the name of a helper; write what follows docker-credential- in the program's name, such as ecr-login
            username: me, password: x, token-hosts: ['https://a.example'] | token-hosts[0]: is not the name of a host; write it without scheme, port and path, such as auth.example.com
            proxy: 'http://me:s3cret@10.0.0.1' | proxy: must not contain a user or a password; use the keys for credentials instead
            proxy: 10.0.0.1 | proxy: is not an http or https URL; write a URL such as https://registry.example.com or http://127.0.0.1:5310
            proxy-username: me, proxy-password: x | proxy-username: needs proxy; add proxy
            proxy: 'http://10.0.0.1', proxy-username: me | proxy-username: has no password; add proxy-password or proxy-password-file
            proxy: 'http://10.0.0.1', proxy-password: x | proxy-password: has no username; add proxy-username
            requests-per-second: 0 | requests-per-second: 0 is too small; write at least 1
            bytes-per-second: 50 | bytes-per-second: '50' is not a size; add a unit, such as 50MiB; bytes are 50B
            allow-private-redirects: yes | allow-private-redirects: 'yes' is not true or false; write true or false
            fallback-urls: ['https://a/v2'] | fallback-urls[0]: must not have a path; end it after the host and the port
            """)
    void anError(String keys, String error) {
        assertThat(error(keys))
                .contains("entrepot.yaml:1: upstreams.ghcr.io."
                        + error.replace("%s", workplace.directory().toString()))
                .doesNotContain("s3cret");
    }

    @Test
    void noBytesASecondAreNoLimitThatMakesSense() {
        assertThat(error("bytes-per-second: 0B")).contains("bytes-per-second must be more than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecr-login", "acr-env", "gcloud", "osxkeychain", "my.helper_2"})
    void aHelperIsAName(String name) {
        assertThat(error("credential-helper: " + name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, socks5://me:s3cret@a:1",
        "HTTP_PROXY, ftp://me:s3cret@a",
        "https_proxy, http://me:s3cret@a b",
        "https_proxy, //me:s3cret@h://x",
        "https_proxy, /s3cret://b",
        "http_proxy, http://"
    })
    void aProxyOfTheEnvironmentThatIsNone(String variable, String value) {
        assertThat(workplace.env(variable, value).yaml("").errors())
                .containsExactly(
                        "env " + variable + ": upstreams: is not the URL of a forward proxy; "
                                + "write http://host:port or https://host:port, or unset it and give each upstream its own proxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://me:s3cret@proxy.example:3128", "proxy.example:3128", "proxy.example"})
    void aProxyOfTheEnvironmentThatIsOne(String value) {
        assertThat(workplace.env("HTTPS_PROXY", value).yaml("").errors()).isEmpty();
    }
}
