package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessTest {

    private static final Pattern TOKEN = Pattern.compile("\"(?:access_)?token\":\"([^\"]+)\"");

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("team/app", new byte[100]);

    @Test
    void basicWantsTheRightPassword() throws IOException {
        registry.requireBasic("me", "secret");

        assertThat(pull("").statusCode()).isEqualTo(401);
        assertThat(Http.header(pull(""), "WWW-Authenticate")).startsWith("Basic ");
        assertThat(pull(basic("me", "wrong")).statusCode()).isEqualTo(401);
        assertThat(pull(basic("me", "secret")).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsNeededForPublicRepositoriesToo() throws IOException {
        TokenServer tokens = registry.requireTokens();

        assertThat(Http.header(pull(""), "WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"" + tokens.realm()
                        + "\",service=\"fake-registry\",scope=\"repository:team/app:pull\"");
        assertThat(pull("Bearer " + token("team/app", "")).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsForItsRepositoryOnly() throws IOException {
        registry.requireTokens();

        HttpResponse<byte[]> response = pull("Bearer " + token("team/other", ""));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Http.header(response, "WWW-Authenticate")).endsWith(",error=\"insufficient_scope\"");
    }

    @Test
    void anExpiredTokenIsInvalid() throws IOException {
        TokenServer tokens = registry.requireTokens();
        String token = token("team/app", "");

        tokens.expireTokens();

        assertThat(Http.header(pull("Bearer " + token), "WWW-Authenticate")).endsWith(",error=\"invalid_token\"");
    }

    @Test
    void aPrivateRepositoryNeedsAUser() throws IOException {
        registry.requireTokens();
        registry.access().addUser("me", "secret").makePrivate("team/app");

        assertThat(pull("Bearer " + token("team/app", "")).statusCode()).isEqualTo(401);
        assertThat(pull("Bearer " + token("team/app", basic("me", "secret"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPrivateRepositoryCanBeForSomeUsersOnly() throws IOException {
        registry.requireTokens();
        registry.access().addUser("me", "1").addUser("you", "2").makePrivate("team/app", "you");

        assertThat(pull("Bearer " + token("team/app", basic("me", "1"))).statusCode())
                .isEqualTo(401);
        assertThat(pull("Bearer " + token("team/app", basic("you", "2"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDenialCanHaveAnotherStatus() throws IOException {
        registry.requireTokens();
        registry.access().makePrivate("team/app").denyWith(403);

        HttpResponse<byte[]> response = pull("Bearer " + token("team/app", ""));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).asString().contains("DENIED");
    }

    @Test
    void aChallengeCanBeReplaced() throws IOException {
        registry.requireTokens();
        registry.access().challengeWith("Negotiate", "Bearer realm=\"/token\"");

        assertThat(pull("").headers().allValues("WWW-Authenticate"))
                .containsExactly("Negotiate", "Bearer realm=\"/token\"");
    }

    @Test
    void theTokenServerRefusesAWrongPassword() throws IOException {
        TokenServer tokens = registry.requireTokens();

        assertThat(Http.get(tokens.realm(), "Authorization", basic("me", "wrong"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theTokenServerCountsAndKeepsWhatItWasAsked() throws IOException {
        TokenServer tokens = registry.requireTokens();

        token("team/app", "");

        assertThat(tokens.lines()).containsExactly("GET /token?service=fake-registry&scope=repository:team/app:pull");
    }

    @Test
    void aTokenCanHaveOneNameOnlyAndNoLifetime() throws IOException {
        TokenServer tokens = registry.requireTokens();
        tokens.shape(TokenServer.Shape.ACCESS_TOKEN).withoutExpiresIn();

        assertThat(Http.get(tokens.realm()).body())
                .asString()
                .contains("\"access_token\"")
                .doesNotContain("\"token\"")
                .doesNotContain("expires_in");
    }

    @Test
    void theTokenServerCanFail() throws IOException {
        TokenServer tokens = registry.requireTokens();
        tokens.faults().onAny().times(1).status(503);

        assertThat(Http.get(tokens.realm()).statusCode()).isEqualTo(503);
        assertThat(Http.get(tokens.realm()).statusCode()).isEqualTo(200);
    }

    @Test
    void postIsRefusedUntilItIsAllowed() throws IOException {
        TokenServer tokens = registry.requireTokens();

        assertThat(Http.send("POST", tokens.realm()).statusCode()).isEqualTo(405);
        tokens.acceptPost();
        assertThat(Http.send("POST", tokens.realm()).statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> pull(String authorization) throws IOException {
        String url = registry.url() + "/v2/team/app/blobs/" + blob;
        return authorization.isEmpty() ? Http.get(url) : Http.get(url, "Authorization", authorization);
    }

    private String token(String repository, String authorization) throws IOException {
        String url = registry.tokens().realm() + "?service=fake-registry&scope=repository:" + repository + ":pull";
        HttpResponse<byte[]> response =
                authorization.isEmpty() ? Http.get(url) : Http.get(url, "Authorization", authorization);
        Matcher matcher = TOKEN.matcher(new String(response.body(), StandardCharsets.UTF_8));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
