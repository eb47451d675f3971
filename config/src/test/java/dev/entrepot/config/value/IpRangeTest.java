package dev.entrepot.config.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {

    @ParameterizedTest(name = "{0} contains {1}")
    @CsvSource({
        "10.0.0.0/8,      10.255.1.2",
        "10.1.2.0/23,     10.1.3.255",
        "192.168.1.7,     192.168.1.7",
        "192.168.1.7/32,  192.168.1.7",
        "128.0.0.0/1,     255.0.0.1",
        "0.0.0.0/0,       203.0.113.9",
        "::1,             ::1",
        "fd00::/8,        fdff:1::2",
        "2001:db8::/33,   2001:db8:7fff::1",
        "::/0,            fe80::1",
    })
    void containsWhatSharesItsPrefix(String range, String address) throws Exception {
        assertThat(IpRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @ParameterizedTest(name = "{0} does not contain {1}")
    @CsvSource({
        "10.0.0.0/8,      11.0.0.0",
        "10.1.2.0/23,     10.1.4.0",
        "192.168.1.7,     192.168.1.6",
        "128.0.0.0/1,     127.255.255.255",
        "::1,             ::2",
        "2001:db8::/33,   2001:db8:8000::1",
        "0.0.0.0/0,       ::1",
        "::/0,            10.0.0.1",
    })
    void doesNotContainOthers(String range, String address) throws Exception {
        assertThat(IpRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isFalse();
    }

    @Test
    void anIpv4AddressMappedIntoIpv6IsAnIpv4Address() throws Exception {
        assertThat(IpRange.parse("10.0.0.0/8").contains(mapped(10, 1, 2, 3))).isTrue();
        assertThat(IpRange.parse("10.0.0.0/8").contains(mapped(11, 1, 2, 3))).isFalse();
    }

    /** As native transports report it; the JDK itself never makes one. */
    private static Inet6Address mapped(int... ipv4) throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        for (int i = 0; i < 4; i++) {
            bytes[12 + i] = (byte) ipv4[i];
        }
        return Inet6Address.getByAddress(null, bytes, -1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "192.168.1.7/32", "0.0.0.0/0"})
    void isWrittenAsItIsRead(String text) throws Exception {
        assertThat(IpRange.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1",
                "10",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "example.com",
                "fe80::1%eth0",
                "1.2.3.256",
                "::ffff:10.0.0.1",
                "10.0.0.0/-1",
                "[::1]",
                ":::",
                "/8"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> IpRange.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void bitsAfterThePrefixAreAnErrorThatNamesBothMeanings() {
        assertThatThrownBy(() -> IpRange.parse("10.1.2.3/8"))
                .hasMessage("'10.1.2.3/8' has bits set after its prefix")
                .extracting(e -> ((InvalidValueException) e).remedy())
                .isEqualTo("did you mean '10.0.0.0/8' or '10.1.2.3/32'?");
    }
}
