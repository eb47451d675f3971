package dev.entrepot.index.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.core.oci.Repository;

/**
 * {@code <upstream>\0<path>\0}: what every key of a repository begins with, and no other key.
 *
 * <p>Neither a path nor a tag may hold a zero byte, so two repositories never share a key, and {@code a/b} does not
 * begin with {@code a}.
 */
public final class RepositoryPrefix {

    private RepositoryPrefix() {}

    public static byte[] of(Repository repository) {
        return (repository.upstream() + '\0' + repository.path() + '\0').getBytes(UTF_8);
    }
}
