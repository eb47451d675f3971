package dev.entrepot.proxy.upstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs, origins and dates as upstreams write them. */
class UrisTest {

    private static Origin origin(String url) {
        return Origin.of(URI.create(url));
    }

    @ParameterizedTest
    @CsvSource({
        "https://Registry.Example, https://registry.example, registry.example",
        "https://registry.example:443/x, https://registry.example, registry.example",
        "http://registry.example:443, http://registry.example:443, registry.example:443",
        "http://my_registry:5000/v2/, http://my_registry:5000, my_registry:5000",
        "http://me:pw@host/, http://host, host",
        "http://[::1]:5000/, http://[::1]:5000, [::1]:5000",
        "http://[::1]/, http://[::1], [::1]"
    })
    void anOriginIsSchemeHostAndPort(String url, String origin, String authority) {
        assertThat(origin(url)).hasToString(origin);
        assertThat(origin(url).authority()).isEqualTo(authority);
    }

    /** Case 46 of protocol.md. */
    @Test
    void schemeAndPortAndSubdomainAllMakeAnotherOrigin() {
        assertThat(origin("https://quay.io"))
                .isNotEqualTo(origin("http://quay.io"))
                .isNotEqualTo(origin("https://quay.io:8443"))
                .isNotEqualTo(origin("https://cdn.quay.io"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "/path", "http://", "http://host:0", "http://host:65536", "mailto:a@b"})
    void anythingElseIsNone(String url) {
        assertThatThrownBy(() -> origin(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b?x=%2F+y, https://h/a/b?x=%2F+y",
        "https://cdn/x?sig=a%2Bb%3D, https://cdn/x?sig=a%2Bb%3D",
        "//cdn/x, https://cdn/x",
        "c?d, https://h/v2/c?d",
        "/a#fragment, https://h/a",
        "/a b|c, https://h/a%20b%7Cc",
        "/ü, https://h/%C3%BC"
    })
    void aLocationIsResolvedWithoutTouchingItsEncoding(String location, String target) throws URISyntaxException {
        assertThat(Uris.resolve(URI.create("https://h/v2/x"), location)).hasToString(target);
    }

    /** RFC 3986, section 5.2. */
    @ParameterizedTest
    @CsvSource({
        "https://h/v2/tags/list?n=2, ?n=2&last=b, https://h/v2/tags/list?n=2&last=b",
        "https://h, ?last=b, https://h/?last=b",
        "https://h, x, https://h/x",
        "https://h?signed, x/y?z, https://h/x/y?z",
        "http://my_registry:5000, x, http://my_registry:5000/x",
        "https://h//other/x, y, https://h/other/y",
        "https://h//other/x?a, ?b, https://h//other/x?b",
    })
    void aQueryAloneKeepsThePathAndAHostIsNeverMadeLonger(String base, String location, String target)
            throws URISyntaxException {
        assertThat(Uris.resolve(URI.create(base), location)).hasToString(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=%7", "/%", "http://[", "?%"})
    void whatIsNoUrlIsRefused(String location) {
        assertThatThrownBy(() -> Uris.resolve(URI.create("https://h/v2/x"), location))
                .isInstanceOf(URISyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource({"https://h, /", "https://h?a=b, /?a=b", "https://h/x%2Fy?z=%20, /x%2Fy?z=%20"})
    void whatIsAskedForIsPathAndQueryAsGiven(String url, String target) {
        assertThat(Uris.requestTarget(URI.create(url))).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a?sig=secret, https://h/a",
        "https://me:secret@h/a, https://h/a",
        "https://me:secret@my_registry:5000/a@b?c, https://my_registry:5000/a@b",
        "//me:secret@h/a, //h/a",
        "https://h/a@b, https://h/a@b",
    })
    void aMessageNeverHoldsASecret(String url, String shown) {
        assertThat(Uris.withoutQuery(URI.create(url))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "17, 17",
        "' 0 ', 0",
        "'Mon, 23 Nov 2026 12:00:30 GMT', 30",
    })
    void retryAfterIsSecondsOrADate(String value, long seconds) {
        assertThat(RetryAfter.parse(value, Optional.of(Instant.parse("2026-11-23T12:00:00Z"))))
                .contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "soon", "99999999999", "Mon, 23 Nov 2026 11:00:00 GMT"})
    void retryAfterOfAnotherKindIsNone(String value) {
        assertThat(RetryAfter.parse(value, Optional.of(Instant.parse("2026-11-23T12:00:00Z"))))
                .isEmpty();
    }
}
