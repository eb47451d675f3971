package dev.entrepot.proxy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.json.MalformedRecordException;
import dev.entrepot.storage.json.ManifestJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Manifests, whose every byte an upstream chooses, and lists of referrers. */
class JsonManifestFuzzTest {

    private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final Digest SUBJECT =
            Digest.parse("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ManifestJson RECORDS = new ManifestJson();

    @FuzzTest
    void whatAManifestNamesCanBeKeptAndListed(byte[] input) throws IOException, MalformedRecordException {
        Manifest manifest = new Manifest(Digest.sha256(input), TYPE, ByteBuffer.wrap(input));
        canBeKept(new JsonManifestReader().children(manifest));
        canBeListed(manifest);
    }

    private static void canBeKept(List<ManifestRecord.Child> children) throws MalformedRecordException {
        assertThat(children)
                .allSatisfy(child -> assertThat(child.descriptor().size()).isGreaterThanOrEqualTo(-1));
        ManifestRecord record = new ManifestRecord(TYPE, 1, true, children);
        assertThat(RECORDS.read(RECORDS.write(record))).isEqualTo(record);
    }

    private static void canBeListed(Manifest manifest) throws IOException {
        JsonReferrers reader = new JsonReferrers();
        for (Referrer referrer : reader.listed(manifest).orElse(List.of())) {
            isDescriptor(referrer);
        }
        Optional<Referrer> described = reader.describing(manifest, SUBJECT);
        if (described.isPresent()) {
            isDescriptor(described.get());
        }
    }

    private static void isDescriptor(Referrer referrer) throws IOException {
        assertThat(JSON.readTree(referrer.json()).path("digest").asText())
                .isEqualTo(referrer.digest().toString());
    }
}
