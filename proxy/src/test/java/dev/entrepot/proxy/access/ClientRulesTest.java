package dev.entrepot.proxy.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.testkit.blob.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRulesTest {

    private static final Optional<String> NO_CERTIFICATE = Optional.empty();

    /** {@code pässwörd-of-bob}, by the C library. */
    private static final String BOB = "bob:$2y$05$abcdefghijklmnopqrstuu1z9Jrrn3hcU9zFsti4nO2TxO4pMllte\n";

    /** A hundred times {@code x}, by the C library. */
    private static final String LONG = "long:$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i\n";

    /** {@code password}. */
    private static final String SHA = "sha:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n";

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final Admission NOT_LOGGED_IN = new Admission.Unknown(true);
    private static final SocketAddress LOCAL = address("127.0.0.1");

    private final Path folder;
    private final ManualTime time = new ManualTime();
    private final Queue<Runnable> hashing = new ArrayDeque<>();

    ClientRulesTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("htpasswd"), BOB + LONG + SHA);
        Files.writeString(folder.resolve("tokens"), "node:" + TOKEN + "\n" + TOKEN.toUpperCase(Locale.ROOT) + "\n");
    }

    private Configuration configuration(String yaml) throws Exception {
        Files.writeString(folder.resolve("entrepot.yaml"), yaml);
        return new ConfigLoader(Map.of(), folder).load(Optional.empty(), Map.of());
    }

    private ClientRules rules(String yaml) throws Exception {
        return ClientRules.of(configuration(yaml), Runnable::run, time.nanoTime());
    }

    private ClientRules withPasswords() throws Exception {
        return rules("clients: {htpasswd: htpasswd}");
    }

    private static SocketAddress address(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), 40_000);
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private Admission check(ClientRules rules, String authorization) {
        return rules.check(authorization, Deadline.after(Duration.ofSeconds(20), time.nanoTime()));
    }

    @Test
    void withoutAnyRuleEverybodyMayAsk() throws Exception {
        assertThat(rules("").areOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clients: {allow: [10.0.0.0/8]}",
                "clients: {htpasswd: htpasswd}",
                "clients: {tokens-file: tokens}",
                "upstreams: {docker.io: {username: me, password: x}}"
            })
    void withAnyRuleNotEverybodyMayAsk(String yaml) throws Exception {
        assertThat(rules(yaml).areOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.255.255.255", "fd00::1"})
    void anAllowedAddressIsAdmitted(String ip) throws Exception {
        assertThat(rules("clients: {allow: [10.0.0.0/8, 'fd00::/8']}").ready(address(ip), NO_CERTIFICATE, null))
                .contains(Admission.ANYBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.1", "127.0.0.1", "::1", "fe80::1"})
    void anotherAddressIsForeignWhateverItShows(String ip) throws Exception {
        ClientRules rules = rules("clients: {allow: [10.0.0.0/8, 'fd00::/8'], tokens-file: tokens}");

        assertThat(rules.ready(address(ip), NO_CERTIFICATE, "Bearer " + TOKEN)).contains(new Admission.Foreign());
    }

    @Test
    void aConnectionWithoutAnAddressIsForeign() throws Exception {
        assertThat(rules("clients: {allow: [0.0.0.0/0, '::/0']}").ready(null, NO_CERTIFICATE, null))
                .contains(new Admission.Foreign());
    }

    @Test
    void withCredentialsAndNoRuleOnlyLoopbackMayAsk() throws Exception {
        ClientRules rules = rules("upstreams: {docker.io: {username: me, password: x}}");

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, null)).contains(Admission.ANYBODY);
        assertThat(rules.ready(address("::1"), NO_CERTIFICATE, null)).contains(Admission.ANYBODY);
        assertThat(rules.ready(address("10.0.0.1"), NO_CERTIFICATE, null)).contains(new Admission.Foreign());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER  "})
    void aTokenIsRightUnderItsName(String scheme) throws Exception {
        assertThat(rules("clients: {tokens-file: tokens}").ready(LOCAL, NO_CERTIFICATE, scheme + TOKEN))
                .contains(new Admission.Admitted("node"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Token " + TOKEN, TOKEN, "Basic " + TOKEN})
    void whatIsNoTokenIsUnknownAndNoPasswordWouldHelp(String authorization) throws Exception {
        assertThat(rules("clients: {tokens-file: tokens}").ready(LOCAL, NO_CERTIFICATE, authorization))
                .contains(new Admission.Unknown(false));
    }

    @Test
    void aTokenIsAsGoodAsAPassword() throws Exception {
        ClientRules rules = rules("clients: {tokens-file: tokens, htpasswd: htpasswd}");

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, "Bearer " + TOKEN)).contains(new Admission.Admitted("node"));
    }

    @Test
    void whoShowsNothingIsAskedToLogIn() throws Exception {
        assertThat(withPasswords().ready(LOCAL, NO_CERTIFICATE, null)).contains(NOT_LOGGED_IN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !!!", "Basic Ym9i", "Bearer " + TOKEN, "Digest username=bob"})
    void whatHasNotTheFormOfAPasswordIsUnknownWithoutAnyCheck(String authorization) throws Exception {
        ClientRules rules =
                ClientRules.of(configuration("clients: {htpasswd: htpasswd}"), hashing::add, time.nanoTime());

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, authorization)).contains(NOT_LOGGED_IN);
        assertThat(check(rules, authorization)).isEqualTo(NOT_LOGGED_IN);
        assertThat(hashing).isEmpty();
    }

    @Test
    void aBcryptPasswordIsRight() throws Exception {
        assertThat(check(withPasswords(), basic("bob:pässwörd-of-bob"))).isEqualTo(new Admission.Admitted("bob"));
    }

    @Test
    void aLongPasswordCountsUpToItsSeventySecondByteAsForHtpasswd() throws Exception {
        assertThat(check(withPasswords(), basic("long:" + "x".repeat(100)))).isEqualTo(new Admission.Admitted("long"));
        assertThat(check(withPasswords(), basic("long:" + "x".repeat(71)))).isEqualTo(NOT_LOGGED_IN);
    }

    @Test
    void aSha1PasswordIsRight() throws Exception {
        assertThat(check(withPasswords(), basic("sha:password"))).isEqualTo(new Admission.Admitted("sha"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob:wrong", "bob:", "sha:Password", "nobody:pässwörd-of-bob", ":pässwörd-of-bob", "BOB:x"})
    void anotherPasswordOrUserIsUnknown(String userAndPassword) throws Exception {
        assertThat(check(withPasswords(), basic(userAndPassword))).isEqualTo(NOT_LOGGED_IN);
    }

    @Test
    void aPasswordIsReadyOnlyAfterItWasChecked() throws Exception {
        ClientRules rules = withPasswords();
        String authorization = basic("bob:pässwörd-of-bob");

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, authorization)).isEmpty();
        check(rules, authorization);

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, authorization)).contains(new Admission.Admitted("bob"));
    }

    @Test
    void aWrongPasswordIsRememberedToo() throws Exception {
        ClientRules rules = withPasswords();
        check(rules, basic("bob:wrong"));

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, basic("bob:wrong"))).contains(NOT_LOGGED_IN);
    }

    @Test
    void aCheckedPasswordIsForgottenAfterSomeMinutes() throws Exception {
        ClientRules rules = withPasswords();
        check(rules, basic("sha:password"));
        time.advance(Duration.ofMinutes(5));

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, basic("sha:password"))).isEmpty();
    }

    @Test
    void whereTooManyAreCheckedNobodyIsCalledUnknown() throws Exception {
        ClientRules rules = ClientRules.of(
                configuration("clients: {htpasswd: htpasswd}"),
                task -> {
                    throw new RejectedExecutionException();
                },
                time.nanoTime());

        assertThat(check(rules, basic("bob:x"))).isEqualTo(new Admission.Unchecked());
        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, basic("bob:x"))).isEmpty();
    }

    @Test
    void aCheckEndsWithTheDeadlineAndWhatItFindsLaterIsRemembered() throws Exception {
        ClientRules rules =
                ClientRules.of(configuration("clients: {htpasswd: htpasswd}"), hashing::add, time.nanoTime());
        String authorization = basic("sha:password");
        Deadline over = Deadline.after(Duration.ZERO, time.nanoTime());

        assertThat(rules.check(authorization, over)).isEqualTo(new Admission.Unchecked());
        assertThat(rules.check(authorization, over)).isEqualTo(new Admission.Unchecked());
        assertThat(hashing).as("checked once, however many ask").hasSize(1);
        hashing.remove().run();

        assertThat(rules.ready(LOCAL, NO_CERTIFICATE, authorization)).contains(new Admission.Admitted("sha"));
    }

    @Test
    void aReloadThatLeavesThePasswordsForgetsNoneOfThem() throws Exception {
        ClientRules before = withPasswords();
        check(before, basic("sha:password"));
        ClientRules after = before.replacedBy(
                configuration("clients: {htpasswd: htpasswd, allow: [127.0.0.0/8]}"), Runnable::run, time.nanoTime());

        assertThat(after.ready(LOCAL, NO_CERTIFICATE, basic("sha:password"))).contains(new Admission.Admitted("sha"));
        assertThat(after.ready(address("10.0.0.1"), NO_CERTIFICATE, basic("sha:password")))
                .contains(new Admission.Foreign());
    }

    @Test
    void aReloadThatTakesAPasswordAwayTakesEffectAtOnce() throws Exception {
        ClientRules before = withPasswords();
        check(before, basic("sha:password"));
        Files.writeString(folder.resolve("htpasswd"), BOB);
        ClientRules after =
                before.replacedBy(configuration("clients: {htpasswd: htpasswd}"), Runnable::run, time.nanoTime());

        assertThat(after.ready(LOCAL, NO_CERTIFICATE, basic("sha:password"))).isEmpty();
        assertThat(check(after, basic("sha:password"))).isEqualTo(NOT_LOGGED_IN);
    }
}
