package dev.entrepot.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.entrepot.proxy.upstream.http.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code Link}, by which an upstream says what we ask next. */
class NextPageFuzzTest {

    private static final List<URI> ANSWERED = List.of(
            URI.create("https://registry.test/v2/a/b/tags/list?n=1000"),
            URI.create("http://[::1]:5000/list"),
            URI.create("http://under_score.test"),
            URI.create("https://cdn.test?signed"),
            URI.create("https://cdn.test//other/list?signed"));

    @FuzzTest
    void theNextPageIsAtWhoAnsweredWhateverTheLinkSays(byte[] input) {
        String line = new String(input, StandardCharsets.ISO_8859_1);
        for (URI answered : ANSWERED) {
            next(answered, line).ifPresent(next -> {
                assertThat(Origin.of(next)).isEqualTo(Origin.of(answered));
                assertThat(next.getRawUserInfo()).isNull();
                assertThat(next.getRawFragment()).isNull();
                assertThat(next.getRawPath()).matches("(/[!-~]*)?");
            });
        }
    }

    private static Optional<URI> next(URI answered, String line) {
        try {
            return NextPage.after(answered, List.of(line));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
