package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.nio.file.Path;

/** What lies where below a data folder, for other places that are laid out the same; components are separated by slashes. */
public final class RelativeNames {

    private static final DiskLayout LAYOUT = new DiskLayout(Path.of(""));

    private RelativeNames() {}

    public static String blob(Digest digest) {
        return name(LAYOUT.blob(digest));
    }

    public static String manifest(Reference.ByDigest reference) {
        return name(LAYOUT.manifest(reference.repository(), reference.digest()));
    }

    public static String tag(Reference.ByTag tag) {
        return name(LAYOUT.tag(tag));
    }

    private static String name(Path path) {
        return path.toString().replace('\\', '/');
    }
}
