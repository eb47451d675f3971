package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of everything in a data folder. They are the on-disk format: changing one strands what users hold.
 *
 * <pre>
 * oci-layout                                            image-spec, image-layout.md
 * lock                                                  held, and the pid of its holder written, by one process
 * blobs/&lt;algorithm&gt;/&lt;hex&gt;
 * ingest/&lt;algorithm&gt;-&lt;hex&gt;.json                         what is arriving
 * ingest/&lt;algorithm&gt;-&lt;hex&gt;.part                         as far as it has arrived
 * ingest/&lt;number&gt;.tmp                                   about to be renamed to where it belongs
 * pins/&lt;hash of the reference&gt;.json
 * repositories/&lt;upstream&gt;/&lt;path&gt;/_manifests/&lt;algorithm&gt;/&lt;hex&gt;
 * repositories/&lt;upstream&gt;/&lt;path&gt;/_tags/&lt;tag&gt;
 * quarantine/&lt;milliseconds&gt;-&lt;number&gt;.blob            what was found damaged
 * quarantine/&lt;milliseconds&gt;-&lt;number&gt;.json            what it was, and why it lies there
 * </pre>
 *
 * <p>Why the underscores: {@code docs/adr/0001-underscore-folders-in-repositories.md}.
 */
final class DiskLayout {

    private static final String INTENT = ".json";
    private static final String PARTIAL = ".part";
    private static final String TEMPORARY = ".tmp";
    private static final String QUARANTINED = ".blob";
    private static final String NOTE = ".json";
    private static final String MANIFESTS = "_manifests";
    private static final String TAGS = "_tags";

    private static final Pattern UPSTREAM = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9.\\[\\]:-]*");
    private static final Pattern PORT = Pattern.compile(":([0-9]+)$");
    private static final Pattern PORT_IN_FOLDER = Pattern.compile("_([0-9]+)_$");

    private final Path root;

    DiskLayout(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path layoutFile() {
        return root.resolve("oci-layout");
    }

    Path lockFile() {
        return root.resolve("lock");
    }

    Path blobs(DigestAlgorithm algorithm) {
        return root.resolve("blobs").resolve(algorithm.wireName());
    }

    Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    Path ingest() {
        return root.resolve("ingest");
    }

    Path intent(Digest digest) {
        return ingest().resolve(flat(digest) + INTENT);
    }

    Path partial(Digest digest) {
        return ingest().resolve(flat(digest) + PARTIAL);
    }

    Path temporary(long number) {
        return ingest().resolve(number + TEMPORARY);
    }

    boolean isTemporary(Path file) {
        return name(file).endsWith(TEMPORARY);
    }

    /** Of an intent or a partial file; empty for anything else. */
    Optional<Digest> ingested(Path file) {
        String name = name(file);
        int dash = name.indexOf('-');
        int dot = name.lastIndexOf('.');
        if (dash < 0 || dot < dash || !(name.endsWith(INTENT) || name.endsWith(PARTIAL))) {
            return Optional.empty();
        }
        return digest(name.substring(0, dash), name.substring(dash + 1, dot));
    }

    Path pins() {
        return root.resolve("pins");
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    /** Names that sort by time. */
    Path quarantined(long millis, long number) {
        return quarantine().resolve("%013d-%06d".formatted(millis, number) + QUARANTINED);
    }

    boolean isQuarantined(Path file) {
        return name(file).endsWith(QUARANTINED);
    }

    /** What is said of a file in quarantine. */
    Path note(Path quarantined) {
        String name = name(quarantined);
        return quarantine().resolve(name.substring(0, name.length() - QUARANTINED.length()) + NOTE);
    }

    Path repositories() {
        return root.resolve("repositories");
    }

    Path manifest(Repository repository, Digest digest) {
        return manifests(repository, digest.algorithm()).resolve(digest.hex());
    }

    Path manifests(Repository repository, DigestAlgorithm algorithm) {
        return folder(repository).resolve(MANIFESTS).resolve(algorithm.wireName());
    }

    /** Of a file in a {@link #manifests} folder; empty for anything else. */
    Optional<Digest> recorded(Path file, DigestAlgorithm algorithm) {
        return digest(algorithm.wireName(), name(file));
    }

    Path tag(Reference.ByTag tag) {
        return tags(tag.repository()).resolve(tag.tag());
    }

    Path tags(Repository repository) {
        return folder(repository).resolve(TAGS);
    }

    /** Whether the folder it lies in is that of a repository. No component of a repository begins with an underscore. */
    static boolean holdsRecords(String folder) {
        return folder.equals(MANIFESTS) || folder.equals(TAGS);
    }

    private Path folder(Repository repository) {
        return repositories().resolve(upstreamFolder(repository.upstream())).resolve(repository.path());
    }

    /**
     * A colon is legal on Linux but not everywhere a copy may go, so {@code host:5000} becomes {@code host_5000_}, as
     * containerd writes it under {@code certs.d}.
     */
    static String upstreamFolder(String upstream) {
        if (!UPSTREAM.matcher(upstream).matches()) {
            throw new IllegalArgumentException("'" + upstream + "' is not a host name with or without a port");
        }
        return PORT.matcher(upstream).replaceFirst("_$1_");
    }

    /** The inverse of {@link #upstreamFolder}: no host name has an underscore. */
    static String upstreamOf(String folder) {
        return PORT_IN_FOLDER.matcher(folder).replaceFirst(":$1");
    }

    private static String flat(Digest digest) {
        return digest.algorithm().wireName() + "-" + digest.hex();
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Optional<Digest> digest(String algorithm, String hex) {
        try {
            return Optional.of(Digest.parse(algorithm + ":" + hex));
        } catch (OciException e) {
            return Optional.empty();
        }
    }
}
