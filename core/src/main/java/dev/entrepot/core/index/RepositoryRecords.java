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

    Lookup<TagEntry> tag(Reference.ByTag tag);

    /** A link as the record files alone tell it; reads every manifest record of the repository. */
    Lookup<Link> link(Repository repository, Digest digest);

    void putManifest(Repository repository, Digest digest, ManifestRecord manifest) throws IOException;

    /** Does nothing where there is none. */
    void removeManifest(Repository repository, Digest digest) throws IOException;

    /** Notes in the record of {@code manifest} that its child {@code child} was proven; does nothing where either is missing. */
    void proveChild(Repository repository, Digest manifest, Digest child, boolean isPublic) throws IOException;

    void putTag(Reference.ByTag tag, TagEntry entry) throws IOException;

    /** Does nothing where there is none. */
    void removeTag(Reference.ByTag tag) throws IOException;
}
