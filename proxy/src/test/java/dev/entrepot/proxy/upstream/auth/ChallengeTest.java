package dev.entrepot.proxy.upstream.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

    private static List<Challenge> parse(String... lines) {
        return Challenge.parse(Arrays.asList(lines));
    }

    private static Challenge challenge(String scheme, String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        return new Challenge(scheme, parameters);
    }

    @Test
    void dockerHubsIsRead() {
        assertThat(parse("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:library/alpine:pull\""))
                .containsExactly(challenge(
                        "bearer",
                        "realm",
                        "https://auth.docker.io/token",
                        "service",
                        "registry.docker.io",
                        "scope",
                        "repository:library/alpine:pull"));
    }

    @Test
    void aCommaInQuotesEndsNothing() {
        assertThat(parse("Bearer scope=\"repository:a:pull,push\",realm=\"r\""))
                .containsExactly(challenge("bearer", "scope", "repository:a:pull,push", "realm", "r"));
    }

    @Test
    void aQuoteInQuotesIsEscaped() {
        assertThat(parse("Basic realm=\"a \\\"b\\\" \\\\c\""))
                .containsExactly(challenge("basic", "realm", "a \"b\" \\c"));
    }

    @Test
    void severalInOneLineAreTold() {
        assertThat(parse("Negotiate, Basic realm=\"x\", Bearer realm=\"y\", service=\"z\""))
                .containsExactly(
                        challenge("negotiate"),
                        challenge("basic", "realm", "x"),
                        challenge("bearer", "realm", "y", "service", "z"));
    }

    /** Case 52 of protocol.md. */
    @Test
    void severalLinesAreTold() {
        assertThat(parse("Basic realm=\"x\"", "Bearer realm=\"y\""))
                .containsExactly(challenge("basic", "realm", "x"), challenge("bearer", "realm", "y"));
    }

    /** Case 52 of protocol.md. */
    @Test
    void dataAfterAnUnknownSchemeIsPassedOver() {
        assertThat(parse("Negotiate YIIJvwYGKwYBBQUC/Ab+cd==, Bearer realm=\"y\""))
                .extracting(Challenge::scheme)
                .endsWith("bearer");
        assertThat(parse("NTLM TlRMTVNTUAAB, Bearer realm=\"y\"")).contains(challenge("bearer", "realm", "y"));
    }

    @Test
    void namesAndSchemesIgnoreCaseAndSpaces() {
        assertThat(parse("  bEARER   Realm = \"y\" ,, SERVICE= z"))
                .containsExactly(challenge("bearer", "realm", "y", "service", "z"));
    }

    @Test
    void aUrlWithoutQuotesIsRead() {
        assertThat(parse("Bearer realm=https://h/t,service=s"))
                .containsExactly(challenge("bearer", "realm", "https://h/t", "service", "s"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "=",
                "\"",
                "Bearer realm=\"open",
                "Bearer realm=",
                "a=b=c",
                "Bearer \\",
                "/",
                "Basic =x"
            })
    void nonsenseIsSurvived(String header) {
        assertThat(parse(header)).hasSizeLessThan(4);
    }
}
