package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedirectsTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 1000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("a", CONTENT);

    @Test
    void aBlobComesFromASignedUrlOnAnotherPort() throws IOException {
        Cdn cdn = registry.redirectBlobs();

        HttpResponse<byte[]> redirect = get();
        HttpResponse<byte[]> response = Http.get(location(redirect), "Range", "bytes=5-");

        assertThat(redirect.statusCode()).isEqualTo(307);
        assertThat(location(redirect))
                .startsWith("http://127.0.0.1:" + cdn.port() + "/")
                .contains("?sig=");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(CONTENT.toBytes(5, 995));
    }

    @Test
    void theCdnRefusesAForeignAuthorization() throws IOException {
        registry.redirectBlobs();

        assertThat(Http.get(location(get()), "Authorization", "Bearer x").statusCode())
                .isEqualTo(400);
    }

    @Test
    void anExpiredUrlIsForbiddenAndANewOneIsNot() throws IOException {
        Cdn cdn = registry.redirectBlobs();
        String before = location(get());

        cdn.expireUrls();

        assertThat(Http.get(before).statusCode()).isEqualTo(403);
        assertThat(Http.get(location(get())).statusCode()).isEqualTo(200);
    }

    @Test
    void aSignatureIsForItsPathOnly() throws IOException {
        Digest other = registry.addBlob("a", new byte[10]);
        registry.redirectBlobs();

        String url = location(get()).replace(blob.hex(), other.hex());

        assertThat(Http.get(url).statusCode()).isEqualTo(403);
    }

    @Test
    void faultsOfTheCdnAreItsOwn() throws IOException {
        registry.redirectBlobs().faults().onBlob(blob).times(1).status(503);

        assertThat(get().statusCode()).isEqualTo(307);
        assertThat(Http.get(location(get())).statusCode()).isEqualTo(503);
    }

    @Test
    void aLocationCanBeRelative() throws IOException {
        registry.redirects().withStatus(302).toRelative();

        HttpResponse<byte[]> redirect = get();

        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(location(redirect)).startsWith("/artifacts-downloads/");
        assertThat(Http.get(registry.url() + location(redirect)).body()).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aRedirectCanGoInCircles() throws IOException {
        registry.redirects().inCircles();

        String first = location(get());
        String second = location(Http.get(registry.url() + first));

        assertThat(first).startsWith("/v2/a/blobs/" + blob + "?hop=");
        assertThat(second).startsWith("/v2/a/blobs/" + blob + "?hop=").isNotEqualTo(first);
    }

    private HttpResponse<byte[]> get() throws IOException {
        return Http.get(registry.url() + "/v2/a/blobs/" + blob);
    }

    private static String location(HttpResponse<?> response) {
        return Http.header(response, "Location");
    }
}
