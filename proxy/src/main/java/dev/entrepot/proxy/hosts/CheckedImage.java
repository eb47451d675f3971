package dev.entrepot.proxy.hosts;

import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Optional;

/** An image by its whole name, the registry first: {@code docker.io/library/alpine:3.20}. */
public record CheckedImage(String registry, String path, String reference) {

    /** @return empty where the name is none, or not whole */
    public static Optional<CheckedImage> parse(String name) {
        int slash = name.indexOf('/');
        int end = name.indexOf('@') >= 0 ? name.indexOf('@') : name.lastIndexOf(':');
        if (slash < 0 || end < slash) {
            return Optional.empty();
        }
        String path = name.substring(slash + 1, end);
        try {
            Reference reference =
                    Reference.parse(new Repository(name.substring(0, slash), path), name.substring(end + 1));
            return Optional.of(new CheckedImage(name.substring(0, slash), path, reference.wireForm()));
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return path + (reference.indexOf(':') < 0 ? ":" : "@") + reference;
    }
}
