package dev.entrepot.proxy.upstream;

import static dev.entrepot.proxy.upstream.UpstreamFixture.cause;
import static dev.entrepot.proxy.upstream.UpstreamFixture.found;
import static dev.entrepot.proxy.upstream.UpstreamFixture.repository;
import static dev.entrepot.proxy.upstream.UpstreamFixture.soon;
import static dev.entrepot.proxy.upstream.UpstreamFixture.trouble;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource.Fetched;
import dev.entrepot.core.blob.ManifestSource.Head;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.Part;
import dev.entrepot.testkit.registry.wire.Gate;
import dev.entrepot.testkit.registry.wire.Recorded;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests arrive byte for byte, with their type and under the right digest, or not at all. */
class ManifestsTest {

    private static final Repository APP = repository("team/app");
    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final byte[] JSON = "{ \"b\": 1, \"a\": 2, \"a\": 3 }\n".getBytes(UTF_8);

    @RegisterExtension
    final FakeRegistry registry = FakeRegistry.start();

    @RegisterExtension
    final UpstreamFixture upstream = new UpstreamFixture();

    private final Digest digest = registry.addManifest("team/app", "v1", TYPE, JSON);

    private Lookup<Fetched> get(String reference) {
        return upstream.at(registry.url()).get(Reference.parse(APP, reference), soon());
    }

    private Lookup<Head> head(String reference) {
        return upstream.at(registry.url()).head(Reference.parse(APP, reference), soon());
    }

    @Test
    void aTagIsReadByteForByte() {
        Fetched fetched = found(get("v1"));

        assertThat(fetched.manifest().digest()).isEqualTo(digest);
        assertThat(fetched.manifest().mediaType()).isEqualTo(TYPE);
        assertThat(fetched.manifest().body()).isEqualTo(ByteBuffer.wrap(JSON));
        assertThat(fetched.isPublic()).isTrue();
    }

    @Test
    void allMediaTypesAreAcceptedInOneLineWithSchema1Last() {
        found(get("v1"));
        found(head("v1"));

        for (Recorded request : registry.requests()) {
            assertThat(request.headers("Accept"))
                    .containsExactly("application/vnd.docker.distribution.manifest.list.v2+json,"
                            + " application/vnd.oci.image.index.v1+json,"
                            + " application/vnd.docker.distribution.manifest.v2+json,"
                            + " application/vnd.oci.image.manifest.v1+json,"
                            + " application/vnd.docker.distribution.manifest.v1+prettyjws, */*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TYPE + "; charset=utf-8", TYPE + ";charset=utf-8", " " + TYPE + " "})
    void parametersOfTheMediaTypeAreDropped(String contentType) {
        registry.faults().onManifests().header("Content-Type", contentType);

        assertThat(found(get("v1")).manifest().mediaType()).isEqualTo(TYPE);
        assertThat(found(head("v1")).mediaType()).isEqualTo(TYPE);
    }

    @Test
    void anUnknownMediaTypeIsKept() {
        registry.faults().onManifests().header("Content-Type", "application/vnd.Example+JSON");

        assertThat(found(get("v1")).manifest().mediaType()).isEqualTo("application/vnd.Example+JSON");
    }

    /** Case 16. */
    @Test
    void byTagTheDigestIsThatOfTheBytesWhereNothingIsHadByTheOneInTheHeader() {
        registry.faults().onManifests().digestHeader("sha256:" + "0".repeat(64));

        assertThat(found(get("v1")).manifest().digest()).isEqualTo(digest);
    }

    @Test
    void byTagDamagedBytesAreHadAgainByTheDigestTheyCameWith() {
        registry.faults().onManifest("v1").corruptAt(3);

        assertThat(found(get("v1")).manifest().body()).isEqualTo(ByteBuffer.wrap(JSON));
        assertThat(registry.lines())
                .extracting(line -> line.substring(0, "GET /v2/team/app/manifests/v1".length()))
                .containsExactly("GET /v2/team/app/manifests/v1", "GET /v2/team/app/manifests/sh");
    }

    @Test
    void byTagBytesThatStayDamagedAreCorrupt() {
        registry.faults().onManifests().corruptAt(3);

        assertThat(cause(get("v1"))).isInstanceOf(CorruptBlobException.class);
    }

    /** Case 17. */
    @Test
    void aManifestThatIsSignedInsideMayHaveAnotherDigestThanItsBytes() {
        String signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";
        Digest payload = Digest.sha256("payload".getBytes(UTF_8));
        registry.faults().onManifests().header("Content-Type", signed).digestHeader(payload.toString());

        assertThat(found(get("v1")).manifest().digest()).isEqualTo(digest);
        assertThat(registry.count()).isEqualTo(1);
    }

    @Test
    void byDigestOtherBytesAreCorrupt() {
        registry.faults().onManifests().corruptAt(3);

        assertThat(cause(get(digest.toString()))).isInstanceOf(CorruptBlobException.class);
    }

    @Test
    void aSha512DigestIsCheckedWithSha512() {
        BlobContent content = BlobContent.of(JSON);
        Part part = new Part(TYPE, content, content.digest(DigestAlgorithm.SHA512));
        registry.addManifest("team/app", null, part);

        assertThat(found(get(part.digest().toString())).manifest().digest()).isEqualTo(part.digest());
    }

    @Test
    void aManifestThatCameCompressedIsUnpacked() {
        registry.faults().onManifests().contentEncodingGzip();

        assertThat(found(get(digest.toString())).manifest().body()).isEqualTo(ByteBuffer.wrap(JSON));
    }

    @Test
    void anEncodingNobodyCanReadIsTrouble() {
        registry.faults().onManifests().header("Content-Encoding", "br");

        assertThat(trouble(get("v1")).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aManifestLargerThanTheLimitIsNotRead() {
        byte[] large = new byte[Manifest.MAX_SIZE + 1];
        registry.addManifest("team/app", "large", TYPE, large);

        assertThat(trouble(get("large")).kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aManifestOfExactlyTheLimitIsRead() {
        registry.addManifest("team/app", "large", TYPE, new byte[Manifest.MAX_SIZE]);

        assertThat(found(get("large")).manifest().size()).isEqualTo(Manifest.MAX_SIZE);
    }

    @Test
    void aCutManifestIsTrouble() {
        registry.faults().onManifests().cutAfter(5);

        assertThat(trouble(get("v1")).kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void theDeadlineCoversTheBodyOfAManifest() {
        registry.faults().onManifests().holdAt(5, new Gate());

        Lookup<Fetched> answer =
                upstream.at(registry.url()).get(Reference.parse(APP, "v1"), Deadline.after(Duration.ofMillis(200)));

        assertThat(trouble(answer).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void headTellsWhatATagNamesWithoutGet() {
        Head head = found(head("v1"));

        assertThat(head).isEqualTo(new Head(digest, TYPE, JSON.length, true));
        assertThat(registry.requests()).extracting(Recorded::method).containsExactly("HEAD");
    }

    @Test
    void headWithoutADigestSaysSo() {
        registry.faults().onManifests().withoutDigestHeader();

        assertThat(found(head("v1")).digest()).isNull();
    }

    @Test
    void headWithADigestNobodyCanReadIsLikeHeadWithout() {
        registry.faults().onManifests().digestHeader("md5:abc");

        assertThat(found(head("v1")).digest()).isNull();
    }

    @Test
    void headByDigestKnowsItsDigest() {
        registry.faults().onManifests().digestHeader("sha256:" + "0".repeat(64));

        assertThat(found(head(digest.toString())).digest()).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    void aRegistryThatDoesNotSpeakHeadIsAskedByGet(int status) {
        registry.faults().onManifests().method("HEAD").status(status);

        assertThat(found(head("v1"))).isEqualTo(new Head(digest, TYPE, JSON.length, true));
        assertThat(registry.requests()).extracting(Recorded::method).containsExactly("HEAD", "GET");
    }

    @Test
    void anUnknownTagIsAbsent() {
        assertThat(get("nope")).isEqualTo(Lookup.absent());
        assertThat(head("nope")).isEqualTo(Lookup.absent());
    }

    @Test
    void aHeadThatFailsIsNotRepeatedAsGet() {
        registry.faults().onManifests().status(503);

        assertThat(trouble(head("v1")).status()).isEqualTo(503);
        assertThat(registry.count()).isEqualTo(1);
    }
}
