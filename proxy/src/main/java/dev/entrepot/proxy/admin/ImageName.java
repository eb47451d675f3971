package dev.entrepot.proxy.admin;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.http.UpstreamNames;
import java.util.Locale;
import java.util.Optional;

/**
 * An image as users write it: {@code alpine}, {@code alpine:3.20}, {@code ghcr.io/org/app@sha256:…}. Where there are both
 * a tag and a digest the digest counts.
 *
 * @param reference empty where all of the repository is meant
 */
record ImageName(Repository repository, Optional<Reference> reference) {

    /** @throws IllegalArgumentException with a message for the user */
    static ImageName parse(String text, UpstreamNames names) {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        try {
            Repository repository = repository(colon < 0 ? named : named.substring(0, colon), names);
            if (at >= 0) {
                Digest digest = Digest.parse(text.substring(at + 1));
                return new ImageName(repository, Optional.of(new Reference.ByDigest(repository, digest)));
            }
            return new ImageName(
                    repository,
                    colon < 0
                            ? Optional.empty()
                            : Optional.of(new Reference.ByTag(repository, named.substring(colon + 1))));
        } catch (OciException e) {
            throw new IllegalArgumentException(e.error().message(), e);
        }
    }

    private static Repository repository(String name, UpstreamNames names) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return names.repository(names.defaultUpstream(), name);
        }
        String first = name.substring(0, slash).toLowerCase(Locale.ROOT);
        Optional<String> upstream = names.resolve(first);
        if (upstream.isPresent()) {
            return names.repository(upstream.get(), name.substring(slash + 1));
        }
        if (names.mustBeHost(first)) {
            throw new IllegalArgumentException("the registry '" + first + "' is not configured here");
        }
        return names.repository(names.defaultUpstream(), name);
    }
}
