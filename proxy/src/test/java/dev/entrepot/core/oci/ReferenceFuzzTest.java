package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of repositories, tags, and digests instead of tags. */
class ReferenceFuzzTest {

    private static final Path FOLDER = Path.of("/data/repositories/docker.io");
    private static final Repository REPOSITORY = new Repository("docker.io", "library/alpine");

    /** One line for the repository's path, the rest for what is asked of it. */
    @FuzzTest
    void whatIsNamedIsWrittenAsItWasReadAndStaysInItsFolder(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        Repository repository = end < 0 ? REPOSITORY : repository(text.substring(0, end));
        try {
            Reference reference = Reference.parse(repository, text.substring(end + 1));
            assertThat(reference.wireForm()).isEqualTo(text.substring(end + 1));
            if (reference instanceof Reference.ByTag byTag) {
                isOneNameIn(FOLDER.resolve(repository.path()), byTag.tag());
            }
        } catch (OciException e) {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().code()).isIn(OciErrorCode.DIGEST_INVALID, OciErrorCode.MANIFEST_INVALID);
        }
    }

    private static Repository repository(String path) {
        try {
            Repository repository = new Repository("docker.io", path);
            Path folder = FOLDER;
            for (String component : path.split("/", -1)) {
                isOneNameIn(folder, component);
                // What stands beside repositories, such as _tags, begins with it.
                assertThat(component).doesNotStartWith("_");
                folder = folder.resolve(component);
            }
            return repository;
        } catch (OciException e) {
            assertThat(e.error().code()).isEqualTo(OciErrorCode.NAME_INVALID);
            return REPOSITORY;
        }
    }

    private static void isOneNameIn(Path folder, String name) {
        Path below = folder.resolve(name).normalize();
        assertThat(below.getParent()).isEqualTo(folder);
        assertThat(below.getFileName()).hasToString(name);
    }
}
