package dev.entrepot.core.discovery;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;

/** What is referred to: a manifest of a repository, whether there is one of that digest or not. */
public record Subject(Repository repository, Digest digest) {

    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
