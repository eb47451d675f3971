package dev.entrepot.proxy.upstream.auth;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.entrepot.proxy.upstream.http.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code WWW-Authenticate}, whose every letter an upstream chooses. */
class ChallengeFuzzTest {

    private static final URI ASKED = URI.create("https://registry.test/v2/a/b/manifests/1");

    @FuzzTest
    void whatIsReadMeansTheSameWhenItIsWrittenProperly(byte[] input) {
        List<Challenge> challenges =
                Challenge.parse(List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)));

        for (Challenge challenge : challenges) {
            isToken(challenge.scheme());
            challenge.parameters().keySet().forEach(ChallengeFuzzTest::isToken);
        }
        String written = challenges.stream().map(ChallengeFuzzTest::written).collect(joining(", "));
        assertThat(Challenge.parse(List.of(written))).isEqualTo(challenges);
        leadsToATokenServiceOrNowhere(challenges);
    }

    private static void leadsToATokenServiceOrNowhere(List<Challenge> challenges) {
        if (Requirement.of(challenges, ASKED) instanceof Requirement.Bearer bearer) {
            assertThat(Origin.of(bearer.realm()).host()).isNotEmpty();
            assertThat(Scopes.choose(bearer.scope(), "own")).isNotBlank();
        }
    }

    private static void isToken(String text) {
        assertThat(text).matches("[!#$%&'*+.^_`|~0-9a-z-]+");
    }

    private static String written(Challenge challenge) {
        return challenge.scheme()
                + challenge.parameters().entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + quoted(parameter.getValue()))
                        .collect(joining(",", " ", ""));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
