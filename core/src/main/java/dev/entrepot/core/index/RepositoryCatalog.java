package dev.entrepot.core.index;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.util.List;

/**
 * Which records there are. Walks the disk: for purging, checking and rebuilding, and for the lists of a repository whose
 * upstream cannot be asked; never for a pull.
 */
public interface RepositoryCatalog {

    /** Every repository of every upstream that has, or had, a record. */
    List<Repository> repositories() throws IOException;

    List<Digest> manifests(Repository repository) throws IOException;

    List<Reference.ByTag> tags(Repository repository) throws IOException;
}
