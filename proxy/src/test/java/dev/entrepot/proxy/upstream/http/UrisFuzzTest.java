package dev.entrepot.proxy.upstream.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code Location} and the realm of a challenge: where an upstream sends us. */
class UrisFuzzTest {

    private static final List<URI> ASKED = List.of(
            URI.create("https://registry.test/v2/a/b/blobs/sha256:0?x=y"),
            URI.create("http://under_score.test:5000?x"),
            URI.create("http://twice.test//other/x"));

    @FuzzTest
    void whatWeAreSentToIsOneLineOfARequestToOneHost(byte[] input) {
        String location = new String(input, StandardCharsets.ISO_8859_1);
        for (URI asked : ASKED) {
            try {
                check(Uris.resolve(asked, location));
            } catch (URISyntaxException | IllegalArgumentException e) {
                // Refused, as every caller expects it.
            }
        }
    }

    private static void check(URI target) {
        Origin origin = Origin.of(target);
        assertThat(origin.port()).isBetween(1, 65_535);
        assertThat(origin.authority()).matches("[!-~&&[^/?#@\\\\]]+");
        assertThat(Uris.requestTarget(target)).matches("/[!-~&&[^#]]*");
        assertThat(Origin.of(URI.create(origin + "/"))).isEqualTo(origin);
        URI shown = URI.create(Uris.withoutQuery(target));
        assertThat(shown.getRawQuery()).isNull();
        assertThat(shown.getRawAuthority()).doesNotContain("@");
    }
}
