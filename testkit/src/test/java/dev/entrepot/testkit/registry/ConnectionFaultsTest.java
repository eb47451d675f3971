package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.RawExchange.End;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.Fault;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionFaultsTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 300_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("a", CONTENT);

    @Test
    void aKeptConnectionIsSilentAfterTheWholeBody() throws IOException {
        RawExchange exchange = get();

        assertThat(exchange.body()).hasSize(300_000);
        assertThat(exchange.end()).isEqualTo(End.SILENCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 100_001, 299_999, 300_000})
    void aCutEndsTheBodyWithFinAtThatByte(int at) throws IOException {
        fault().cutAfter(at);

        RawExchange exchange = get();

        assertThat(exchange.head()).startsWith("HTTP/1.1 200").contains("Content-Length: 300000");
        assertThat(exchange.body()).isEqualTo(RawExchange.text(CONTENT.toBytes(0, at)));
        assertThat(exchange.end()).isEqualTo(End.FIN);
    }

    @Test
    void aResetEndsTheConnectionWithRst() throws IOException {
        fault().resetAfter(1000);

        RawExchange exchange = get();

        assertThat(exchange.body().length()).isLessThanOrEqualTo(1000);
        assertThat(exchange.end()).isEqualTo(End.RST);
    }

    @Test
    void aCutBeforeTheHeadSendsNothing() throws IOException {
        fault().cutBeforeHeaders();

        assertThat(get()).isEqualTo(new RawExchange("", "", End.FIN));
    }

    @Test
    void aResetBeforeTheHeadSendsNothing() throws IOException {
        fault().resetBeforeHeaders();

        assertThat(get()).isEqualTo(new RawExchange("", "", End.RST));
    }

    @Test
    void hangingBeforeTheHeadSendsNothingAndKeepsTheConnection() throws IOException {
        fault().hangBeforeHeaders();

        assertThat(get()).isEqualTo(new RawExchange("", "", End.SILENCE));
    }

    @Test
    void hangingAfterTheHeadSendsOnlyThat() throws IOException {
        fault().hangAfterHeaders();

        RawExchange exchange = get();

        assertThat(exchange.head()).startsWith("HTTP/1.1 200");
        assertThat(exchange.body()).isEmpty();
        assertThat(exchange.end()).isEqualTo(End.SILENCE);
    }

    @Test
    void aConnectionIsClosedWhenTheClientWantsThat() throws IOException {
        String path = "/v2/ HTTP/1.1\r\nConnection: close\r\nX-Rest:";

        assertThat(RawExchange.get(registry, path).end()).isEqualTo(End.FIN);
    }

    private Fault fault() {
        return registry.faults().onBlob(blob);
    }

    private RawExchange get() throws IOException {
        return RawExchange.get(registry, "/v2/a/blobs/" + blob);
    }
}
