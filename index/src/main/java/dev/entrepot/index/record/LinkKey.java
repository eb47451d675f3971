package dev.entrepot.index.record;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;

/** One digest in one repository. */
public record LinkKey(Repository repository, Digest digest) {

    /** Made of the strings' own remembered hashes: this runs on every hit. */
    @Override
    public int hashCode() {
        return (31 * repository.upstream().hashCode() + repository.path().hashCode()) * 31 + digest.hashCode();
    }

    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
