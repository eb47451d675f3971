package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alpine",
                "library/alpine",
                "a/b/c/d/e/f",
                "0",
                "my.org/my_app/my__app/my-app/my---app",
                "v2/blobs/manifests/tags/list"
            })
    void namesOfTheSpecificationAreTaken(String path) {
        assertThat(new Repository("docker.io", path)).hasToString("docker.io/" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/alpine",
                "alpine/",
                "library//alpine",
                "Library/alpine",
                ".alpine",
                "alpine.",
                "al..pine",
                "al___pine",
                "al._pine",
                "../alpine",
                "alpine/../../etc/passwd",
                "al pine",
                "alpine\n",
                "alpine%2fx",
                "alpine:3",
                "älpine"
            })
    void anythingElseIsABadRequest(String path) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new Repository("docker.io", path))
                .satisfies(refused -> assertThat(refused.error())
                        .extracting(OciError::code, OciError::status)
                        .containsExactly(OciErrorCode.NAME_INVALID, 400));
    }

    @Test
    void theLongestNameHas255Characters() {
        String longest = "a/".repeat(127) + "a";

        assertThat(Repository.isValidPath(longest)).isTrue();
        assertThat(Repository.isValidPath(longest + "a")).isFalse();
    }

    @Test
    void aHostileNameIsNotRepeatedInFull() {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new Repository("docker.io", "-".repeat(100_000)))
                .satisfies(refused -> assertThat(refused.error().message()).hasSizeLessThan(500));
    }

    @Test
    void repositoriesSortByUpstreamAndThenByPath() {
        assertThat(new Repository("docker.io", "z")).isLessThan(new Repository("ghcr.io", "a"));
        assertThat(new Repository("docker.io", "a")).isLessThan(new Repository("docker.io", "b"));
    }
}
