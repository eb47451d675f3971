package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads manifests of lines such as {@code blob sha256:… 17} and {@code manifest sha256:… 17}; any other line names nothing. */
final class LineReader implements ManifestReader {

    static final String CHILD_TYPE = "application/vnd.test.child";

    @Override
    public List<ManifestRecord.Child> children(Manifest manifest) {
        return StandardCharsets.UTF_8
                .decode(manifest.body())
                .toString()
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3)
                .map(LineReader::child)
                .toList();
    }

    private static ManifestRecord.Child child(String[] words) {
        Link.Role role = words[0].equals("manifest") ? Link.Role.MANIFEST : Link.Role.BLOB;
        Descriptor descriptor = new Descriptor(CHILD_TYPE, Digest.parse(words[1]), Long.parseLong(words[2]));
        return new ManifestRecord.Child(descriptor, role, false, false);
    }
}
