package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskLayoutTest {

    private final DiskLayout layout = new DiskLayout(Path.of("/data"));
    private final Digest digest = Digest.sha256(new byte[0]);
    private final Repository repository = new Repository("localhost:5000", "team/app");

    @Test
    void theNamesAreTheFormatAndNeverChange() {
        String hex = digest.hex();

        assertThat(layout.blob(digest)).hasToString("/data/blobs/sha256/" + hex);
        assertThat(layout.intent(digest)).hasToString("/data/ingest/sha256-" + hex + ".json");
        assertThat(layout.partial(digest)).hasToString("/data/ingest/sha256-" + hex + ".part");
        assertThat(layout.manifest(repository, digest))
                .hasToString("/data/repositories/localhost_5000_/team/app/_manifests/sha256/" + hex);
        assertThat(layout.tag(new Reference.ByTag(repository, "v1")))
                .hasToString("/data/repositories/localhost_5000_/team/app/_tags/v1");
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io,docker.io",
        "localhost:5000,localhost_5000_",
        "registry.example.com:443,registry.example.com_443_",
        "[::1]:5000,[::1]_5000_"
    })
    void anUpstreamsFolderCanBeReadBack(String upstream, String folder) {
        assertThat(DiskLayout.upstreamFolder(upstream)).isEqualTo(folder);
        assertThat(DiskLayout.upstreamOf(folder)).isEqualTo(upstream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../etc", "a/b", "a_b", "host_5000_"})
    void whatIsNoHostNameGetsNoFolder(String upstream) {
        assertThatIllegalArgumentException().isThrownBy(() -> DiskLayout.upstreamFolder(upstream));
    }

    @Test
    void theDigestOfAnIngestedFileCanBeReadBack() {
        assertThat(layout.ingested(layout.intent(digest))).contains(digest);
        assertThat(layout.ingested(layout.partial(digest))).contains(digest);
        assertThat(layout.ingested(layout.temporary(1))).isEmpty();
        assertThat(layout.ingested(Path.of("sha256-abc.part"))).isEmpty();
    }
}
