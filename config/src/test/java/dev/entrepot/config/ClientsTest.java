package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.value.IpRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, and what is wrong with the files that say so. */
class ClientsTest {

    private static final String BCRYPT = "$2y$05$" + "a".repeat(53);
    private static final String TOKEN = "0123456789abcdef0123";
    private static final String CREDENTIALS = "upstreams:\n  docker.io:\n    username: me\n    password: x\n";

    private final Workplace workplace;

    ClientsTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private String error() {
        assertThat(workplace.errors()).hasSize(1);
        return workplace.errors().getFirst().replace(workplace.directory().toString(), "");
    }

    private Workplace htpasswd(String content) {
        return workplace.file("htpasswd", content).yaml("clients: {htpasswd: htpasswd}");
    }

    private Workplace tokens(String content) {
        return workplace.file("tokens", content).yaml("clients: {tokens-file: tokens}");
    }

    @Test
    void allow() throws Exception {
        assertThat(workplace
                        .yaml("clients: {allow: [10.0.0.0/8, '::1']}")
                        .load()
                        .clients()
                        .allow())
                .containsExactly(IpRange.parse("10.0.0.0/8"), IpRange.parse("::1"));
    }

    @Test
    void allowFromTheEnvironment() throws Exception {
        workplace.env("ENTREPOT_CLIENTS_ALLOW", "10.0.0.0/8, fd00::/8");

        assertThat(workplace.load().clients().allow()).hasSize(2);
    }

    @Test
    void htpasswd() throws Exception {
        htpasswd("# people\n\nann:" + BCRYPT + "\r\nbob:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n");

        assertThat(workplace.load().clients().htpasswd().orElseThrow().users()).containsOnlyKeys("ann", "bob");
    }

    @Test
    void tokensFile() throws Exception {
        tokens("# machines\nnode:" + TOKEN + "\n" + TOKEN + "==\n");

        assertThat(workplace.load().clients().tokensFile().orElseThrow().names())
                .containsEntry(TOKEN, "node")
                .containsEntry(TOKEN + "==", "token");
    }

    @Test
    void maxConnectionsAndMaxConnectionsPerAddress() throws Exception {
        ClientsConfig clients = workplace
                .yaml("clients: {max-connections: 100, max-connections-per-address: 10}")
                .load()
                .clients();

        assertThat(clients.maxConnections()).isEqualTo(100);
        assertThat(clients.maxConnectionsPerAddress()).isEqualTo(10);
    }

    @Test
    void aWrongRangeIsNamedByItsPlaceInTheList() {
        workplace.yaml("clients:\n  allow:\n    - 10.0.0.0/8\n    - 10.0.0.1/8\n");

        assertThat(error())
                .isEqualTo("entrepot.yaml:4: clients.allow[1]: '10.0.0.1/8' has bits set after its prefix; "
                        + "did you mean '10.0.0.0/8' or '10.0.0.1/32'?");
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        workplace.yaml("clients: {htpasswd: htpasswd}");

        assertThat(error())
                .isEqualTo("entrepot.yaml:1: clients.htpasswd: '/htpasswd' cannot be read; "
                        + "create it, readable for the user that runs entrepot");
    }

    @Test
    void everyBadLineOfAPasswordFileIsNamed() {
        htpasswd("ann\nbob:$apr1$aaaaaaaa$bbbbbbbbbbbbbbbbbbbbbb\ncid:plain\ndan:{SHA}x\neve:" + BCRYPT + "\neve:"
                + BCRYPT + "\n");

        assertThat(error())
                .isEqualTo(
                        "entrepot.yaml:1: clients.htpasswd: '/htpasswd': line 1: not user:hash, line 2: an MD5 hash, "
                                + "too weak, line 3: no bcrypt hash, and 2 more; write each user with: htpasswd -B <file> <user>");
    }

    @Test
    void aBcryptCostThatTakesSecondsIsRefused() {
        htpasswd("ann:" + BCRYPT.replace("$05$", "$16$"));

        assertThat(error()).contains("line 1: a bcrypt cost not from 4 to 15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nobody yet\n"})
    void aFileWithoutAnybodyIsAnError(String content) {
        htpasswd(content);

        assertThat(error()).contains("'/htpasswd' is empty: nobody could pull");
    }

    @Test
    void noErrorShowsAToken() {
        tokens("short\nbob: " + TOKEN + "\n" + TOKEN + "\n" + TOKEN + "\n");

        assertThat(error())
                .isEqualTo("entrepot.yaml:1: clients.tokens-file: '/tokens': line 1: less than 20 characters, "
                        + "line 2: not a token, line 4: a token for the second time; "
                        + "write token or name:token into each line; openssl rand -hex 32 makes a token");
    }

    @Test
    void printingNamesTheFilesAndNotWhatIsInThem() throws Exception {
        htpasswd("ann:" + BCRYPT);

        assertThat(ConfigPrinter.print(workplace.read(Optional.empty())))
                .contains("clients:\n")
                .contains("htpasswd: " + workplace.directory().resolve("htpasswd"))
                .doesNotContain("ann");
    }

    @Test
    void anyAddressMayAskWhereNothingIsSecret() throws Exception {
        assertThat(workplace.load().clientAddresses()).isEmpty();
    }

    @Test
    void loopbackAloneMayAskWhereAnUpstreamHasCredentials() throws Exception {
        assertThat(workplace.yaml(CREDENTIALS).load().clientAddresses())
                .isEqualTo(List.of(IpRange.LOOPBACK_IPV4, IpRange.LOOPBACK_IPV6));
    }

    @Test
    void anyAddressMayAskThatLogsIn() throws Exception {
        workplace.file("tokens", TOKEN).yaml(CREDENTIALS + "clients: {tokens-file: tokens}");

        assertThat(workplace.load().clientAddresses()).isEmpty();
    }

    @Test
    void credentialsBeyondLoopbackNeedARule() {
        workplace.yaml("listen: 0.0.0.0:5000\n" + CREDENTIALS);

        assertThat(error())
                .isEqualTo(
                        "entrepot.yaml:1: listen: '0.0.0.0:5000' is beyond loopback, where everyone could pull what "
                                + "the credentials of docker.io (entrepot.yaml:4) may; say who may ask with clients.allow, such "
                                + "as [10.0.0.0/8], clients.htpasswd, clients.tokens-file or tls.client-ca, or listen on 127.0.0.1");
    }

    @Test
    void theRuleAsksForTheAddressWhereverItWasSet() {
        workplace.env("ENTREPOT_LISTEN", "example.com:5000").yaml(CREDENTIALS + "clients: {allow: []}");

        assertThat(error()).startsWith("env ENTREPOT_LISTEN: listen: 'example.com:5000' is beyond loopback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5000", "127.9.9.9:0", "'[::1]:5000'", "localhost:5000"})
    void onLoopbackCredentialsNeedNoRule(String listen) {
        assertThat(workplace.yaml("listen: " + listen + "\n" + CREDENTIALS).errors())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow: [10.0.0.0/8]", "allow: [0.0.0.0/0, '::/0']", "tokens-file: tokens"})
    void oneRuleIsEnough(String rule) {
        workplace.file("tokens", TOKEN).yaml("listen: 0.0.0.0:5000\n" + CREDENTIALS + "clients: {" + rule + "}");

        assertThat(workplace.errors()).isEmpty();
    }

    @Test
    void withoutCredentialsAnyoneMayListenAnywhere() {
        assertThat(workplace.yaml("listen: 0.0.0.0:5000").errors()).isEmpty();
    }

    @Test
    void allFilesThatMatterAreKnown() throws Exception {
        Files.createDirectories(workplace.directory().resolve("entrepot-data"));
        workplace.file("secret", "x").file("tokens", TOKEN).yaml("""
                upstreams: {docker.io: {username: me, password-file: secret}}
                clients: {tokens-file: tokens}
                """);

        assertThat(workplace.read(Optional.empty()).files())
                .extracting(file -> workplace.directory().relativize(file).toString())
                .containsExactlyInAnyOrder("entrepot.yaml", "secret", "tokens", "entrepot-data");
    }

    @Test
    void filesThatMatterAreKnownAlsoWhereOneIsMissing() {
        workplace.yaml("clients: {tokens-file: tokens}");

        assertThat(workplace.filesOfFailure())
                .extracting(file -> workplace.directory().relativize(file).toString())
                .contains("entrepot.yaml", "tokens");
    }
}
