package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.bytes;
import static dev.entrepot.proxy.upstream.UpstreamFixture.cause;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Windows of blobs: what is sent, and what each kind of answer is taken for. */
class BlobsTest {

    private static final Repository APP = repository("team/app");
    private static final BlobContent CONTENT = BlobContent.random(7, 3_000_000);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest blob = registry.addBlob("team/app", CONTENT);

    private Lookup<RemoteBlob> open(Window window) {
        return open(blob, window);
    }

    private Lookup<RemoteBlob> open(Digest digest, Window window) {
        return upstream.at(registry.url()).open(APP, digest, window, soon());
    }

    private static Window closed(long first, long last) {
        return new Window.Closed(new ByteRange(first, last));
    }

    @Test
    void aWholeBlobArrivesByteForByteInOneRequest() throws IOException {
        assertThat(bytes(open(Window.all()))).isEqualTo(CONTENT.toBytes());
        assertThat(registry.lines()).hasSize(1);
    }

    @Test
    void theRequestSaysWhoAsksAndWantsNoEncodingAndNoRange() throws IOException {
        bytes(open(Window.all()));

        Recorded request = registry.requests().getFirst();
        assertThat(request.header("Host")).isEqualTo(registry.address());
        assertThat(request.header("User-Agent")).isEqualTo("entrepot/1.2.3");
        assertThat(request.headers("Accept-Encoding")).containsExactly("identity");
        assertThat(request.header("Range")).isNull();
        assertThat(request.header("Authorization")).isNull();
    }

    @Test
    void aStreamKnowsItsSizeItsStartItsValidatorAndThatItIsPublic() {
        try (RemoteBlob stream = found(open(Window.all()))) {
            assertThat(stream.size()).isEqualTo(CONTENT.size());
            assertThat(stream.offset()).isZero();
            assertThat(stream.validator()).contains("\"" + blob + "\"");
            assertThat(stream.isPublic()).isTrue();
        }
    }

    @Test
    void aWeakValidatorIsNone() {
        registry.faults().onBlobs().header("ETag", "W/\"x\"");
        try (RemoteBlob stream = found(open(Window.all()))) {
            assertThat(stream.validator()).isEmpty();
        }
    }

    @Test
    void theRestOfABlobIsContinuedWhereItBrokeOff() throws IOException {
        RemoteBlob stream = found(open(new Window.From(1_000_000, Optional.of("\"" + blob + "\""))));

        assertThat(stream.offset()).isEqualTo(1_000_000);
        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).isEqualTo(CONTENT.toBytes(1_000_000, 2_000_000));
        assertThat(registry.requests().getFirst().header("If-Range")).isEqualTo("\"" + blob + "\"");
    }

    @Test
    void anUpstreamThatIgnoresTheStartSendsEverythingAndTheStreamSaysSo() throws IOException {
        registry.faults().onBlobs().ignoreRange();

        RemoteBlob stream = found(open(new Window.From(1000, Optional.empty())));

        assertThat(stream.offset()).isZero();
        assertThat(bytes(stream)).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aRestThatStartsElsewhereIsNotTakenForTheRightOne() {
        registry.faults().onBlobs().shiftRange(1);

        assertThat(trouble(open(new Window.From(1000, Optional.empty()))).kind())
                .isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aRestWithoutATotalIsRefused() {
        registry.faults().onBlobs().header("Content-Range", "bytes 1000-2999999/*");

        assertThat(trouble(open(new Window.From(1000, Optional.empty()))).kind())
                .isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aStartPastTheEndIsAnUpstreamThatCannotBeUsed() {
        assertThat(trouble(open(new Window.From(CONTENT.size(), Optional.empty())))
                        .status())
                .isEqualTo(416);
    }

    @Test
    void aClosedRangeArrivesExactly() throws IOException {
        RemoteBlob stream = found(open(closed(5, 1004)));

        assertThat(stream.offset()).isEqualTo(5);
        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).isEqualTo(CONTENT.toBytes(5, 1000));
        assertThat(registry.lines().getFirst()).endsWith(" bytes=5-1004");
    }

    @Test
    void aClosedRangePastTheEndIsClipped() throws IOException {
        assertThat(bytes(open(closed(2_999_990, 3_999_999)))).isEqualTo(CONTENT.toBytes(2_999_990, 10));
    }

    @Test
    void ofAClosedRangePastTheEndThereIsTheSizeAndNoByte() throws IOException {
        RemoteBlob stream = found(open(closed(CONTENT.size(), CONTENT.size() + 9L)));

        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).isEmpty();
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void whoSaysThatThereIsNoSuchPartOfALargerBlobIsNotBelieved() {
        registry.faults().onBlobs().status(416).header("Content-Range", "bytes */100");

        assertThat(trouble(open(closed(10, 20))).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aClosedRangeThatStartsElsewhereIsRefused() {
        registry.faults().onBlobs().shiftRange(3);

        assertThat(trouble(open(closed(10, 20))).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void anIgnoredRangeFromTheStartIsServedFromTheBeginningOfTheBody() throws IOException {
        registry.faults().onBlobs().ignoreRange();

        RemoteBlob stream = found(open(closed(0, 9)));

        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).isEqualTo(CONTENT.toBytes(0, 10));
    }

    @Test
    void anIgnoredRangeFromTheMiddleIsNotReadUpToThere() {
        registry.faults().onBlobs().ignoreRange();

        assertThat(trouble(open(closed(10, 20))).status()).isEqualTo(200);
    }

    @Test
    void aProbeTellsTheSizeForOneByte() throws IOException {
        RemoteBlob stream = found(open(Window.probe()));

        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).hasSize(1);
        assertThat(registry.requests("GET", blob.hex()).getFirst().header("Range"))
                .isEqualTo("bytes=0-0");
    }

    @Test
    void aProbeOfTheEmptyBlobFindsIt() throws IOException {
        Digest empty = registry.addBlob("team/app", new byte[0]);

        RemoteBlob stream = found(open(empty, Window.probe()));

        assertThat(stream.size()).isZero();
        assertThat(bytes(stream)).isEmpty();
        assertThat(registry.requests().getFirst().awaitEnd().status()).isEqualTo(416);
    }

    @Test
    void aProbeThatIsAnsweredWithEverythingTakesTheSizeFromItsLength() throws IOException {
        registry.faults().onBlobs().ignoreRange();

        RemoteBlob stream = found(open(Window.probe()));

        assertThat(stream.size()).isEqualTo(CONTENT.size());
        assertThat(bytes(stream)).hasSize(1);
    }

    @Test
    void theEmptyBlobHasNoBytes() throws IOException {
        Digest empty = registry.addBlob("team/app", new byte[0]);

        assertThat(bytes(open(empty, Window.all()))).isEmpty();
    }

    @Test
    void aChunkedBlobHasNoSizeButAllItsBytes() throws IOException {
        registry.faults().onBlobs().chunked();

        RemoteBlob stream = found(open(Window.all()));

        assertThat(stream.size()).isEqualTo(-1);
        assertThat(bytes(stream)).isEqualTo(CONTENT.toBytes());
    }

    @Test
    void aBlobThatEndsWithItsConnectionHasAllItsBytes() throws IOException {
        registry.faults().onBlobs().untilClose();

        assertThat(bytes(open(Window.all()))).isEqualTo(CONTENT.toBytes());
    }

    /** Case 40. */
    @Test
    void anEncodedBlobIsNotTheBlob() {
        registry.faults().onBlobs().contentEncodingGzip();

        assertThat(cause(open(Window.all()))).isInstanceOf(CorruptBlobException.class);
    }

    @Test
    void aBlobTheRegistryDoesNotHaveIsAbsent() {
        Digest other = Digest.sha256(new byte[] {1});

        assertThat(open(other, Window.all())).isEqualTo(Lookup.absent());
    }

    /** Case 49: public.ecr.aws refuses it. */
    @Test
    void noBlobIsEverAskedByHead() throws IOException {
        bytes(open(Window.all()));
        bytes(open(Window.probe()));
        bytes(open(closed(1, 2)));

        assertThat(registry.requests()).extracting(Recorded::method).isEqualTo(List.of("GET", "GET", "GET"));
    }
}
