package dev.entrepot.proxy.upstream.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {

    private static final URI ASKED = URI.create("https://registry.example/v2/a/manifests/b");

    private static Requirement of(String... lines) {
        return Requirement.of(Challenge.parse(Arrays.asList(lines)), ASKED);
    }

    private static Requirement bearer(String realm) {
        return new Requirement.Bearer(URI.create(realm), Optional.empty(), Optional.empty());
    }

    @Test
    void bearerIsPreferredWhereverItStands() {
        assertThat(of("Basic realm=\"x\"", "Bearer realm=\"https://auth.example/token\""))
                .isEqualTo(bearer("https://auth.example/token"));
    }

    /** Case 50 of protocol.md: GitLab. */
    @Test
    void aRealmMayBeOnAnotherHost() {
        assertThat(of("Bearer realm=\"https://gitlab.example/jwt/auth\""))
                .isEqualTo(bearer("https://gitlab.example/jwt/auth"));
    }

    @Test
    void aRelativeRealmBelongsToTheRegistry() {
        assertThat(of("Bearer realm=\"/v2/token\"")).isEqualTo(bearer("https://registry.example/v2/token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer realm=\"\"",
                "Bearer realm=\"ftp://x/\"",
                "Bearer realm=\"http://\"",
                "Negotiate",
                "Digest realm=\"x\", nonce=\"y\""
            })
    void whatCannotBeMetIsNothing(String challenge) {
        assertThat(of(challenge)).isEqualTo(Requirement.none());
    }

    @ParameterizedTest
    @CsvSource({
        "https://r.example, https://auth.other/t, false",
        "https://r.example, https://r.example:8443/t, true",
        "https://r.example, http://r.example/t, false",
        "http://r.example, http://r.example:5001/t, true",
        "http://r.example, http://other.example/t, false",
        "http://r.example, https://other.example/t, false",
        "https://registry-1.docker.io, https://auth.docker.io/token, true",
        "https://registry.gitlab.com, https://gitlab.com/jwt/auth, true",
        "https://nvcr.io, https://authn.nvidia.com/token, true",
        "https://nvcr.io, https://evil.nvidia.com/token, false",
        "https://a.b.r.example, https://r.example./t, true",
        "https://r.co.uk, https://evil.co.uk/t, false",
        "https://r.shop.co.uk, https://auth.shop.co.uk/t, true",
        "https://a.azurecr.io, https://b.azurecr.io/t, false",
        "https://registry.one.svc.cluster.local, https://auth.two.svc.cluster.local/t, false",
        "https://registry, https://auth/t, false",
        "https://r.local, https://local/t, false",
        "https://10.0.0.1:5000, https://10.0.0.1/t, true",
        "https://10.0.0.1, https://11.0.0.1/t, false",
        "https://[fd00::1], https://[fd00::2]/t, false",
        "https://r.example, https://named.org/t, true",
        "https://r.example, http://named.org/t, false",
        "http://r.example, http://named.org/t, true",
        "https://r.example, https://x.named.org/t, false"
    })
    void credentialsStayWithTheRegistrysDomainAndNamedHosts(String registry, String realm, boolean isGiven) {
        Home home = new Home(URI.create(registry), CredentialSource.NONE, Set.of("named.org"));

        assertThat(home.trusts(URI.create(realm))).isEqualTo(isGiven);
    }

    @ParameterizedTest
    @CsvSource({
        "repository:user/image:pull, repository:a/b:pull",
        "'repository:a/b:pull,push', repository:a/b:pull",
        "'', repository:a/b:pull",
        "aws, aws"
    })
    void theScopeIsOurOwnUnlessItIsOfAnotherKind(String challenged, String asked) {
        assertThat(Scopes.choose(Optional.of(challenged), Scopes.pull("a/b"))).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/v2/k8s/images/pause/manifests/3.9, k8s/images/pause",
        "https://h/v2/a/blobs/manifests/latest, a/blobs",
        "https://h/v2/a/blobs/sha256:00, a"
    })
    void aUrlOfARegistryTellsItsRepository(String url, String repository) {
        assertThat(Scopes.repositoryIn(URI.create(url))).contains(repository);
    }

    @Test
    void aUrlOfStorageTellsNone() {
        assertThat(Scopes.repositoryIn(URI.create("https://bucket.example/docker/v2/blobs")))
                .isEmpty();
    }

    @Test
    void passwordsAndTokensAreNotPrinted() {
        Credential.Password credential = new Credential.Password("me", "secret");
        Token token = new Token("secret", 0, 0);
        TokenKey key = new TokenKey(ASKED, Optional.empty(), "s", Optional.of(credential));

        assertThat(new Authorization.ByToken(key, token).toString()
                        + new Authorization.ByPassword(credential)
                        + new Credential.IdentityToken("secret"))
                .doesNotContain("secret");
    }
}
