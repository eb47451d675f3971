package dev.entrepot.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5000, 127.0.0.1, 5000",
        "0.0.0.0:0, 0.0.0.0, 0",
        "[::1]:5000, ::1, 5000",
        "[::]:65535, ::, 65535",
        "localhost:80, localhost, 80",
        "cache-1.example.com:443, cache-1.example.com, 443"
    })
    void isReadAndWritten(String text, String host, int port) throws Exception {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "5000", ":5000", "localhost", "localhost:", "localhost:x", "localhost:65536", "localhost:-1",
                "::1:5000", "[::1]", "[::1", "[::g]:1", "[127.0.0.1]:1", "127.1:1", "256.0.0.1:1", "1.2.3:1",
                "a_b:1", "-a:1", "a..b:1", "http://a:1", "*:1", "a b:1"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "':5000', 'write 0.0.0.0:5000 to listen on every address'",
        "'::1:5000', 'write an IPv6 address in brackets, such as [::1]:5000'"
    })
    void theRemedyIsWhatWasMostLikelyMeant(String text, String remedy) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.remedy()).isEqualTo(remedy));
    }

    @Test
    void resolvesToASocketAddress() throws Exception {
        InetSocketAddress address = HostPort.parse("[::1]:5000").resolve();

        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
        assertThat(address.getPort()).isEqualTo(5000);
    }
}
