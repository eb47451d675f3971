package dev.entrepot.proxy.upstream.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard guard = new AddressGuard(false);

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @CsvSource({
        "93.184.216.34, PUBLIC",
        "2606:2800:220:1::1, PUBLIC",
        "172.32.0.1, PUBLIC",
        "100.128.0.1, PUBLIC",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "fd00::1, PRIVATE",
        "127.0.0.1, LOOPBACK",
        "127.9.9.9, LOOPBACK",
        "::1, LOOPBACK",
        "0.0.0.0, LOOPBACK",
        "0.0.0.7, LOOPBACK",
        "::, LOOPBACK",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "::ffff:169.254.169.254, LINK_LOCAL",
        "64:ff9b::a9fe:a9fe, LINK_LOCAL",
        "::10.0.0.1, PRIVATE",
        "224.0.0.1, UNUSABLE",
        "255.255.255.255, UNUSABLE",
        "240.0.0.1, UNUSABLE",
        "ff02::1, UNUSABLE"
    })
    void anAddressTellsWhoIsThere(String literal, AddressKind kind) throws UnknownHostException {
        assertThat(AddressKind.of(address(literal))).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "169.254.169.254", "fd00::1", "224.0.0.1"})
    void aPublicUpstreamLeadsToPublicAddressesOnly(String literal) throws Exception {
        guard.learn(address("93.184.216.34"));

        assertThatThrownBy(() -> guard.check(address(literal)))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageContaining(address(literal).getHostAddress())
                .hasMessageContaining("allow-private-redirects");
        assertThatCode(() -> guard.check(address("1.1.1.1"))).doesNotThrowAnyException();
    }

    @Test
    void anUpstreamInAPrivateNetworkLeadsToOthersThereButNotToThisMachine() throws Exception {
        guard.learn(address("10.1.2.3"));

        assertThatCode(() -> guard.check(address("192.168.0.1"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.check(address("127.0.0.1"))).isInstanceOf(RefusedAddressException.class);
        assertThatThrownBy(() -> guard.check(address("169.254.169.254"))).isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void theOperatorMayAllowEverything() {
        assertThatCode(() -> new AddressGuard(true).check(address("169.254.169.254")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "a.localhost", "127.0.0.1", "::1", "169.254.169.254"})
    void beforeAProxyOnlyWrittenAddressesAreJudged(String host) {
        assertThatThrownBy(() -> guard.checkHost(host)).isInstanceOf(RefusedAddressException.class);
        assertThatCode(() -> guard.checkHost("cdn.example")).doesNotThrowAnyException();
    }

    private static ChannelFuture connect(AddressCheck check, String literal) throws UnknownHostException {
        return new EmbeddedChannel(check).connect(new InetSocketAddress(address(literal), 443));
    }

    @Test
    void nothingIsConnectedToARefusedAddress() throws Exception {
        ChannelFuture refused = connect(new AddressCheck(guard), "169.254.169.254");

        assertThat(refused.cause()).isInstanceOf(RefusedAddressException.class);
    }
}
