package dev.entrepot.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.RawExchange.End;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.fault.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BodyFaultsTest {

    private static final BlobContent CONTENT = BlobContent.random(1, 100_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    private final Digest blob = registry.addBlob("a", CONTENT);

    @Test
    void oneByteIsCorruptedAndNoOther() throws IOException {
        fault().corruptAt(70_000);
        byte[] expected = CONTENT.toBytes();
        expected[70_000] ^= 1;

        assertThat(get().body()).isEqualTo(expected);
    }

    @Test
    void aLengthThatIsTooLargeEndsInAShortBody() {
        fault().contentLength(100_001);

        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
    }

    @Test
    void aLengthThatIsTooSmallLeavesBytesOver() throws IOException {
        fault().contentLength(10);

        RawExchange exchange = RawExchange.get(registry, "/v2/a/blobs/" + blob);

        assertThat(exchange.head().lines()).contains("Content-Length: 10");
        assertThat(exchange.body()).hasSize(100_000);
        assertThat(exchange.end()).isEqualTo(End.FIN);
    }

    @Test
    void aChunkedBodyHasNoLength() throws IOException {
        fault().chunked();

        HttpResponse<byte[]> response = get();

        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        assertThat(response.body()).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aBodyCanEndWithTheConnection() throws IOException {
        fault().untilClose();

        RawExchange exchange = RawExchange.get(registry, "/v2/a/blobs/" + blob);

        assertThat(exchange.head()).doesNotContain("Content-Length").doesNotContain("chunked");
        assertThat(exchange.body()).hasSize(100_000);
        assertThat(exchange.end()).isEqualTo(End.FIN);
    }

    @Test
    void aCutChunkedBodyHasNoLastChunk() {
        fault().chunked().cutAfter(50);

        assertThatThrownBy(this::get).isInstanceOf(IOException.class);
    }

    @Test
    void aBodyIsCompressedThoughNobodyAsked() throws IOException {
        fault().contentEncodingGzip();

        HttpResponse<byte[]> response = get();

        assertThat(Http.header(response, "Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT.toBytes());
        }
    }

    @Test
    void aRangeIsIgnored() throws IOException {
        fault().ignoreRange();

        HttpResponse<byte[]> response = get("Range", "bytes=5-9");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Range")).isEmpty();
        assertThat(response.body()).hasSize(100_000);
    }

    @Test
    void aRangeStartsElsewhere() throws IOException {
        fault().shiftRange(3);

        HttpResponse<byte[]> response = get("Range", "bytes=5-");

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(Http.header(response, "Content-Range")).isEqualTo("bytes 8-99999/100000");
        assertThat(response.body()).isEqualTo(CONTENT.toBytes(8, 99_992));
    }

    @Test
    void positionsInAPartCountFromItsStart() throws IOException {
        fault().corruptAt(0);
        byte[] expected = CONTENT.toBytes(500, 3);
        expected[0] ^= 1;

        assertThat(get("Range", "bytes=500-502").body()).isEqualTo(expected);
    }

    private Fault fault() {
        return registry.faults().onBlob(blob);
    }

    private HttpResponse<byte[]> get(String... headers) throws IOException {
        return Http.get(registry.url() + "/v2/a/blobs/" + blob, headers);
    }
}
