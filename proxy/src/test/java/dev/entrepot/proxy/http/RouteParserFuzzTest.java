package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entrepot.core.oci.OciError;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The request target: what comes before the first look at anything else of a request. */
class RouteParserFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("/data/repositories");

    private final UpstreamNames names = new UpstreamNames(
            Map.of(
                    "docker.io", "docker.io",
                    "index.docker.io", "docker.io",
                    "ghcr.io", "ghcr.io",
                    "my.io:5000", "my.io:5000"),
            "docker.io");
    private final RouteParser routes = new RouteParser(names);

    @FuzzTest
    void whateverIsAskedForIsRefusedOrNamesWhatIsInsideTheConfiguredUpstreams(byte[] input) throws IOException {
        switch (routes.parse(new String(input, StandardCharsets.ISO_8859_1))) {
            case RegistryRoute.Manifest manifest -> isStillMeantWhenWrittenInFull(manifest.reference());
            case RegistryRoute.Blob blob ->
                isStillMeantWhenWrittenInFull(new Reference.ByDigest(blob.repository(), blob.digest()));
            case RegistryRoute.Referrers referrers ->
                isInside(referrers.subject().repository());
            case RegistryRoute.Tags tags -> {
                isInside(tags.repository());
                assertThat(tags.limit().orElse(0)).isNotNegative();
            }
            case RegistryRoute.Refused refused -> saysWhatIsWrong(refused.error());
            case RegistryRoute.Ping ping -> {}
            case RegistryRoute.Elsewhere elsewhere -> {}
        }
    }

    private void isStillMeantWhenWrittenInFull(Reference reference) {
        Repository repository = reference.repository();
        isInside(repository);
        String full = "/v2/" + repository + "/manifests/" + reference.wireForm() + "?ns=" + repository.upstream();
        assertThat(routes.parse(full))
                .isInstanceOfSatisfying(
                        RegistryRoute.Manifest.class,
                        again -> assertThat(again.reference()).isEqualTo(reference));
    }

    /** Upstream, path and tag become names of folders and files. */
    private void isInside(Repository repository) {
        assertThat(names.canonical()).containsValue(repository.upstream());
        Path folder = FOLDER.resolve(repository.upstream()).resolve(repository.path());
        assertThat(folder.normalize()).isEqualTo(folder).startsWithRaw(FOLDER.resolve(repository.upstream()));
        assertThat(folder.getNameCount() - FOLDER.getNameCount())
                .isEqualTo(1 + repository.path().split("/", -1).length);
    }

    private static void saysWhatIsWrong(OciError error) throws IOException {
        assertThat(error.status()).isBetween(400, 499);
        byte[] body = error.toJson().getBytes(StandardCharsets.UTF_8);
        assertThat(JSON.readTree(body).at("/errors/0/code").asText())
                .isEqualTo(error.code().name());
    }
}
