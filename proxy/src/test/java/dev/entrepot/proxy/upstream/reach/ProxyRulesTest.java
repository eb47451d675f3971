package dev.entrepot.proxy.upstream.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {

    private static final ForwardProxy PROXY = new ForwardProxy(false, "10.0.0.1", 3128, Optional.empty());

    private static boolean isDirect(String exemption, String host, int port) {
        return ProxyRules.through(PROXY, List.of(exemption))
                .forHost(true, host, port)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, ghcr.io, true",
        "ghcr.io, ghcr.io, true",
        "ghcr.io, pkg.ghcr.io, true",
        "ghcr.io, notghcr.io, false",
        ".ghcr.io, ghcr.io, false",
        ".ghcr.io, pkg.ghcr.io, true",
        "*.ghcr.io, pkg.ghcr.io, true",
        "*.ghcr.io, ghcr.io, false",
        "GHCR.io, ghcr.io, true",
        "ghcr.io:443, ghcr.io, true",
        "ghcr.io:5000, ghcr.io, false",
        "10.0.0.0/8, 10.200.3.4, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, ten.example, false",
        "fd00::/8, fd12::1, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3:443, 10.1.2.3, true",
        "::1, ::1, true",
        "[::1]:443, ::1, true",
        "'', ghcr.io, false",
        "nonsense/99, ghcr.io, false"
    })
    void anExemptionCoversWhatGoSaysItCovers(String exemption, String host, boolean isDirect) {
        assertThat(isDirect(exemption, host, 443)).isEqualTo(isDirect);
    }

    @Test
    void eachSchemeHasItsOwnVariable() {
        ProxyRules rules =
                ProxyRules.fromEnvironment(Map.of("HTTPS_PROXY", "http://a:1", "http_proxy", "b:2"), List.of());

        assertThat(rules.forHost(true, "ghcr.io", 443)).map(ForwardProxy::host).contains("a");
        assertThat(rules.forHost(false, "ghcr.io", 80)).map(ForwardProxy::host).contains("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "internal.example", "other.example"})
    void theEnvironmentsProxyIsNotForThisMachineNorForTheExempt(String host) {
        ProxyRules rules = ProxyRules.fromEnvironment(
                Map.of("HTTPS_PROXY", "http://a:1", "no_proxy", "x, internal.example"), List.of("other.example"));

        assertThat(rules.forHost(true, host, 443)).isEmpty();
    }

    @Test
    void withoutVariablesEverythingIsDirect() {
        assertThat(ProxyRules.fromEnvironment(Map.of(), List.of()).forHost(true, "ghcr.io", 443))
                .isEmpty();
    }

    @Test
    void aLoginIsDecodedAndNotPrinted() {
        ForwardProxy proxy = ForwardProxy.parse("http://me:s%40c+t@proxy.example:8080");

        assertThat(proxy.login()).contains(new ForwardProxy.Login("me", "s@c+t"));
        assertThat(proxy.authorization()).contains("Basic bWU6c0BjK3Q=");
        assertThat(proxy.toString() + proxy.login()).doesNotContain("s@c+t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://me:s3cret@a:1", "http://", "ftp://me:s3cret@a", "http://me:s3cret@a b"})
    void whatIsNoProxySaysSoWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> ProxyRules.fromEnvironment(Map.of("HTTPS_PROXY", text), List.of()))
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("s3cret");
    }
}
