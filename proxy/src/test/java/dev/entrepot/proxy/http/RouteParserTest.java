package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.OciErrorCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteParserTest {

    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final RouteParser routes = new RouteParser(new UpstreamNames(
            Map.of(
                    "docker.io", "docker.io",
                    "index.docker.io", "docker.io",
                    "ghcr.io", "ghcr.io",
                    "my.io:5000", "my.io:5000"),
            "docker.io"));

    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource({
        // No name: the default upstream, with library/ (protocol.md, case 2).
        "/v2/alpine/manifests/latest,                           docker.io/library/alpine:latest",
        "/v2/library/alpine/manifests/latest,                   docker.io/library/alpine:latest",
        "/v2/org/app/manifests/1.0,                             docker.io/org/app:1.0",
        // ns (cases 1 and 4).
        "/v2/library/alpine/manifests/latest?ns=docker.io,      docker.io/library/alpine:latest",
        "/v2/org/app/manifests/1?ns=ghcr.io,                    ghcr.io/org/app:1",
        "/v2/org/app/manifests/1?ns=my.io%3A5000,               my.io:5000/org/app:1",
        "/v2/org/app/manifests/1?ns=my.io:5000,                 my.io:5000/org/app:1",
        "/v2/org/app/manifests/1?ns=GHCR.io,                    ghcr.io/org/app:1",
        "/v2/org/app/manifests/1?ns=index.docker.io,            docker.io/org/app:1",
        "/v2/org/app/manifests/1?ns=ghcr.io&ns=ghcr.io,         ghcr.io/org/app:1",
        "/v2/alpine/manifests/1?ns=ghcr.io,                     ghcr.io/alpine:1",
        // The registry after /v2/.
        "/v2/ghcr.io/org/app/manifests/1,                       ghcr.io/org/app:1",
        "/v2/my.io:5000/app/manifests/1,                        my.io:5000/app:1",
        "/v2/docker.io/alpine/manifests/latest,                 docker.io/library/alpine:latest",
        "/v2/index.docker.io/org/app/manifests/1,               docker.io/org/app:1",
        // The registry before /v2/ (case 3).
        "/ghcr.io/v2/org/app/manifests/1,                       ghcr.io/org/app:1",
        "/docker.io/v2/library/alpine/manifests/latest,         docker.io/library/alpine:latest",
        "/docker.io/v2/alpine/manifests/latest,                 docker.io/library/alpine:latest",
        // Both, and ns wins.
        "/v2/docker.io/library/alpine/manifests/1?ns=docker.io, docker.io/library/alpine:1",
        "/v2/index.docker.io/library/a/manifests/1?ns=docker.io,docker.io/library/a:1",
        "/ghcr.io/v2/org/app/manifests/1?ns=ghcr.io,            ghcr.io/org/app:1",
        "/ghcr.io/v2/ghcr.io/org/app/manifests/1?ns=ghcr.io,    ghcr.io/org/app:1",
        "/docker.io/v2/org/app/manifests/1?ns=ghcr.io,          ghcr.io/org/app:1",
        // A first component that names another upstream than ns does is part of the repository.
        "/v2/ghcr.io/org/app/manifests/1?ns=docker.io,          docker.io/ghcr.io/org/app:1",
        // Repositories called like keywords (case 6).
        "/v2/a/manifests/manifests/latest,                      docker.io/a/manifests:latest",
        "/v2/a/blobs/manifests/latest,                          docker.io/a/blobs:latest",
        "/v2/tags/manifests/blobs,                              docker.io/library/tags:blobs",
    })
    void everyWayToNameAManifestIsUnderstood(String target, String reference) {
        assertThat(routes.parse(target))
                .isInstanceOfSatisfying(
                        RegistryRoute.Manifest.class,
                        route -> assertThat(route.reference()).hasToString(reference));
    }

    @Test
    void aManifestMayBeAskedByDigest() {
        assertThat(routes.parse("/v2/ghcr.io/org/app/manifests/sha256:" + HEX))
                .isInstanceOfSatisfying(
                        RegistryRoute.Manifest.class,
                        route -> assertThat(route.reference()).hasToString("ghcr.io/org/app@sha256:" + HEX));
    }

    @Test
    void aBlobIsUnderstoodAlsoWithAnEncodedColon() {
        assertThat(routes.parse("/v2/ghcr.io/org/app/blobs/sha256%3A" + HEX))
                .isInstanceOfSatisfying(RegistryRoute.Blob.class, route -> {
                    assertThat(route.repository()).hasToString("ghcr.io/org/app");
                    assertThat(route.digest()).hasToString("sha256:" + HEX);
                });
    }

    @Test
    void theNamespaceThatWasSentIsKeptForTheAnswer() {
        assertThat(routes.parse("/v2/a/b/manifests/1?ns=index.docker.io"))
                .isInstanceOfSatisfying(
                        RegistryRoute.Manifest.class,
                        route -> assertThat(route.namespace()).isEqualTo(Optional.of("index.docker.io")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2", "/v2/?ns=docker.io", "/ghcr.io/v2/"})
    void aPingIsAPingHoweverItIsWritten(String target) {
        assertThat(routes.parse(target)).isInstanceOf(RegistryRoute.Ping.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/v2/org/app/manifests/1?ns=evil.example",
                "/v2/org/app/manifests/1?ns=127.0.0.1:22",
                "/v2/evil.example/org/app/manifests/1",
                "/v2/evil.example:5000/app/manifests/1",
                "/evil.example/v2/org/app/manifests/1",
            })
    void aRegistryThatIsNotConfiguredIsUnknownAndTheMessageSaysHowToConfigureIt(String target) {
        assertThat(routes.parse(target)).isInstanceOfSatisfying(RegistryRoute.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(OciErrorCode.NAME_UNKNOWN);
            assertThat(refused.error().status()).isEqualTo(404);
            assertThat(refused.error().message()).contains("entrepot.yaml").contains("upstreams:");
        });
    }

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource({
        "/v2/org/app/manifests/1?ns=ghcr.io&ns=docker.io, NAME_INVALID",
        "/v2/Org/app/manifests/1,                         NAME_INVALID",
        "/v2/org//app/manifests/1,                        NAME_INVALID",
        "/v2/org/../app/manifests/1,                      NAME_INVALID",
        "/v2/org%2Fapp/manifests/1,                       NAME_INVALID",
        "/v2/org/%2e%2e/app/manifests/1,                  NAME_INVALID",
        "/v2/org/app/manifests/.hidden,                   MANIFEST_INVALID",
        "/v2/org/app/manifests/sha256:abc,                DIGEST_INVALID",
        "/v2/org/app/blobs/md5:d41d8cd98f00b204e9800998ecf8427e, DIGEST_INVALID",
        "/v2/org/app/blobs/latest,                        DIGEST_INVALID",
    })
    void whatBreaksTheSpecificationIsRefusedWithItsCode(String target, OciErrorCode code) {
        assertThat(routes.parse(target))
                .isInstanceOfSatisfying(
                        RegistryRoute.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1/search", "/v2/a/tags/none", "/favicon.ico", "/v3/a/b/manifests/1", "//v2/a/manifests/1"
            })
    void whatIsNotTheDistributionApiIsElsewhere(String target) {
        assertThat(routes.parse(target)).isInstanceOf(RegistryRoute.Elsewhere.class);
    }

    /** Case 6 for lists. */
    @ParameterizedTest(name = "{0} lists {1}")
    @CsvSource({
        "/v2/alpine/tags/list,                 docker.io/library/alpine, alpine",
        "/v2/ghcr.io/org/app/tags/list,        ghcr.io/org/app,          ghcr.io/org/app",
        "/v2/org/app/tags/list?ns=ghcr.io,     ghcr.io/org/app,          org/app",
        "/v2/a/tags/tags/list,                 docker.io/a/tags,         a/tags",
        "/v2/tags/list/tags/list,              docker.io/tags/list,      tags/list",
        "/v2/a/manifests/tags/list,            docker.io/a/manifests,    a/manifests",
    })
    void aListOfTagsIsOfARepositoryUnderTheNameItWasAskedBy(String target, String repository, String name) {
        assertThat(routes.parse(target)).isInstanceOfSatisfying(RegistryRoute.Tags.class, tags -> {
            assertThat(tags.repository()).hasToString(repository);
            assertThat(tags.name()).isEqualTo(name);
        });
    }

    @Test
    void aRepositoryMayBeCalledAsAListIs() {
        assertThat(routes.parse("/v2/a/referrers/tags/list")).isInstanceOf(RegistryRoute.Tags.class);
        assertThat(routes.parse("/v2/tags/list/manifests/1")).isInstanceOf(RegistryRoute.Manifest.class);
    }
}
