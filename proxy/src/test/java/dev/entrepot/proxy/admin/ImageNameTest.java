package dev.entrepot.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.core.oci.Reference;
import dev.entrepot.proxy.http.UpstreamNames;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {

    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final UpstreamNames NAMES = new UpstreamNames(
            Map.of(
                    "docker.io", "docker.io",
                    "index.docker.io", "docker.io",
                    "my.io:5000", "my.io:5000"),
            "docker.io");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "alpine:3.20,                       docker.io/library/alpine:3.20",
        "org/app:v1,                        docker.io/org/app:v1",
        "docker.io/alpine:3.20,             docker.io/library/alpine:3.20",
        "Index.Docker.io/library/alpine:1,  docker.io/library/alpine:1",
        "my.io:5000/app:1,                  my.io:5000/app:1",
        "alpine@" + DIGEST + ",             docker.io/library/alpine@" + DIGEST,
        "my.io:5000/app:1@" + DIGEST + ",   my.io:5000/app@" + DIGEST,
    })
    void anImageMayBeWrittenAsUsersWriteIt(String text, String reference) {
        assertThat(ImageName.parse(text, NAMES).reference().map(Reference::toString))
                .contains(reference);
    }

    @ParameterizedTest(name = "{0} is all of {1}")
    @CsvSource({"alpine, docker.io/library/alpine", "my.io:5000/a/b, my.io:5000/a/b"})
    void withoutATagAllOfTheRepositoryIsMeant(String text, String repository) {
        ImageName name = ImageName.parse(text, NAMES);

        assertThat(name.reference()).isEmpty();
        assertThat(name.repository()).hasToString(repository);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alpine", "alpine:", "alpine:.x", "alpine@sha256:1", "a//b", "/a", "a/"})
    void whatIsNoImageIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageName.parse(text, NAMES));
    }

    @Test
    void aRegistryThatIsNotConfiguredIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageName.parse("ghcr.io/org/app:1", NAMES))
                .withMessageContaining("'ghcr.io' is not configured");
    }
}
