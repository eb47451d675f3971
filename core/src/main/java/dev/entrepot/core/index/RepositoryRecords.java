package dev.entrepot.core.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;

/**
 * The durable files under {@code repositories/}: the truth the index is a catalogue of, and what is
 * asked while the index is down.
 */
public interface RepositoryRecords {

    Lookup<ManifestRecord> manifest(Repository repository, Digest digest);

    /** Absent also where the tag is gone. */
    default Lookup<TagEntry> tag(Reference.ByTag tag) {
        return switch (tagRecord(tag)) {
            case Lookup.Found<TagRecord> found ->
                found.value() instanceof TagEntry entry ? Lookup.found(entry) : Lookup.absent();
            case Lookup.Absent<TagRecord> none -> Lookup.absent();
            case Lookup.Unreachable<TagRecord> down -> Lookup.unreachable(down.dependency(), down.cause());
        };
    }

    /** Also what says that the tag is gone. */
    Lookup<TagRecord> tagRecord(Reference.ByTag tag);

    /** A link as the record files alone tell it; reads every manifest record of the repository. */
    Lookup<Link> link(Repository repository, Digest digest);

    void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException;

    /** Does nothing where there is none. */
    void removeManifest(Repository repository, Digest digest) throws IOException;

    /** Notes in the record of {@code manifest} that its child {@code child} was proven; does nothing where either is missing. */
    void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException;

    void putTag(Reference.ByTag tag, TagRecord record) throws IOException;

    /** As if the upstream had never been asked. Does nothing where there is none. */
    void removeTag(Reference.ByTag tag) throws IOException;
}
