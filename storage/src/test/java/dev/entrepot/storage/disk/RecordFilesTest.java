package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.testkit.blob.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files behind the records: readable by people, and mistrusted when read back. */
class RecordFilesTest extends DiskTest {

    private final Reference.ByTag latest = new Reference.ByTag(ALPINE, "latest");
    private final TagEntry entry = TagEntry.first(digest, Instant.parse("2026-01-01T12:00:00Z"));

    @Test
    void aTagIsAFileAPersonCanRead() throws IOException {
        records().putTag(latest, entry);

        assertThat(tagFile()).hasContent("""
                {
                  "version" : 1,
                  "digest" : "%1$s",
                  "checked" : "2026-01-01T12:00:00Z",
                  "history" : [ {
                    "digest" : "%1$s",
                    "since" : "2026-01-01T12:00:00Z"
                  } ]
                }""".formatted(digest));
    }

    /** Without a digest it is no tag for a release that knows nothing of tags that are gone. */
    @Test
    void thatATagIsGoneIsAFileAPersonCanReadWithNothingInItToServe() throws IOException {
        records().putTag(latest, new GoneTag(Instant.parse("2026-01-02T12:00:00Z")));

        assertThat(tagFile()).hasContent("""
                {
                  "version" : 1,
                  "gone" : true,
                  "checked" : "2026-01-02T12:00:00Z"
                }""");
    }

    @Test
    void aManifestIsAFileAPersonCanRead() throws IOException {
        records().putManifest(ALPINE, digest, naming(1));

        assertThat(root.resolve("repositories/docker.io/library/alpine/_manifests/sha256/" + digest.hex()))
                .hasContent("""
                {
                  "version" : 1,
                  "mediaType" : "application/vnd.oci.image.manifest.v1+json",
                  "size" : 7,
                  "public" : false,
                  "children" : [ {
                    "role" : "blob",
                    "digest" : "%s",
                    "mediaType" : "application/octet-stream",
                    "size" : 1,
                    "proven" : false,
                    "public" : false
                  } ]
                }""".formatted(layer(0)));
    }

    @Test
    void anIntentIsAFileAPersonCanRead() throws IOException {
        arriving(25_000).abort(new IOException("connection reset"));

        assertThat(data.layout().intent(digest)).hasContent("""
                {
                  "version" : 1,
                  "digest" : "%s",
                  "upstream" : "docker.io",
                  "repository" : "library/alpine",
                  "size" : 100000,
                  "validator" : "\\"v1\\"",
                  "forced" : 25000
                }""".formatted(digest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"version\" : 1, \"dig",
                "[]",
                "null",
                "{\"version\":1}",
                "{\"version\":2,\"digest\":\"%s\",\"checked\":\"2026-01-01T12:00:00Z\",\"history\":[]}",
                "{\"version\":1,\"digest\":\"sha256:0\",\"checked\":\"2026-01-01T12:00:00Z\",\"history\":[]}",
                "{\"version\":1,\"digest\":\"%s\",\"checked\":\"yesterday\",\"history\":[]}",
                "{\"version\":1,\"gone\":\"true\",\"checked\":\"2026-01-01T12:00:00Z\"}",
                "{\"version\":1,\"gone\":false,\"checked\":\"2026-01-01T12:00:00Z\"}",
                "{\"version\":1,\"gone\":true}",
                "{\"version\":1,\"digest\":\"%s\",\"checked\":\"2026-01-01T12:00:00Z\",\"history\":[1]}"
            })
    void aMalformedRecordIsAbsent(String json) throws IOException {
        records().putTag(latest, entry);
        Files.writeString(tagFile(), json.replace("%s", digest.toString()));

        assertThat(records().tag(latest)).isEqualTo(Lookup.absent());
        assertThat(records().tagRecord(latest)).isEqualTo(Lookup.absent());
    }

    @Test
    void aFieldOfALaterReleaseIsIgnored() throws IOException {
        records().putTag(latest, entry);
        String known = Files.readString(tagFile());
        Files.writeString(tagFile(), known.replaceFirst("\\{", "{ \"pinned\" : true,"));

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(entry));
    }

    @Test
    void oneMalformedManifestDoesNotHideTheLinksOfTheOthers() throws IOException {
        Digest other = Digest.sha256(new byte[] {9});
        records().putManifest(ALPINE, digest, naming(1));
        records().putManifest(ALPINE, other, naming(1));
        Files.writeString(data.layout().manifest(ALPINE, other), "{");

        assertThat(records().link(ALPINE, layer(0))).isEqualTo(Lookup.found(Link.claimedBlob(1, digest)));
    }

    @Test
    void aRecordThatCannotBeReadIsNotAbsent() throws IOException {
        IOException broken = new IOException("Input/output error");
        records().putTag(latest, entry);
        files.fail("readAll", path -> true, broken);

        assertThat(records().tag(latest)).isEqualTo(Lookup.unreachable(Dependency.DISK, broken));
        assertThat(records().link(ALPINE, digest)).isEqualTo(Lookup.unreachable(Dependency.DISK, broken));
    }

    @Test
    void aRecordThatCannotBeWrittenLeavesTheOldOneAndNoLitter() throws IOException {
        records().putTag(latest, entry);
        files.fail("move", path -> true, new IOException("No space left on device"));

        assertThatIOException().isThrownBy(() -> records().putTag(latest, TagEntry.first(layer(0), Instant.EPOCH)));

        assertThat(records().tag(latest)).isEqualTo(Lookup.found(entry));
        assertThat(ingest()).isEmpty();
    }

    @Test
    void proofsThatComeAtOnceAreAllKept() throws IOException, InterruptedException, ExecutionException {
        DiskRecords records = records();
        records.putManifest(ALPINE, digest, naming(16));
        List<Future<?>> proofs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 16; i++) {
                Digest child = layer(i);
                proofs.add(threads.submit(() -> {
                    records.proveChild(ALPINE, digest, child, true);
                    return null;
                }));
            }
        }
        for (Future<?> proof : proofs) {
            proof.get();
        }

        assertThat(Bytes.found(records.manifest(ALPINE, digest)).children()).allMatch(ManifestRecord.Child::proven);
    }

    private DiskRecords records() {
        return new DiskRecords(data);
    }

    private Path tagFile() {
        return root.resolve("repositories/docker.io/library/alpine/_tags/latest");
    }

    private static ManifestRecord naming(int layers) {
        List<ManifestRecord.Child> children = IntStream.range(0, layers)
                .mapToObj(i -> new ManifestRecord.Child(
                        new Descriptor("application/octet-stream", layer(i), 1), Link.Role.BLOB, false, false))
                .toList();
        return new ManifestRecord("application/vnd.oci.image.manifest.v1+json", 7, false, children);
    }

    private static Digest layer(int number) {
        return Digest.sha256(new byte[] {(byte) number, 1});
    }
}
