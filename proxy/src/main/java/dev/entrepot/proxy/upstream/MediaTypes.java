package dev.entrepot.proxy.upstream;

import org.jspecify.annotations.Nullable;

/** What kinds of manifest there are, to those who ask and those who answer. */
final class MediaTypes {

    /**
     * Everything, in one line: with fewer, Docker Hub converts a manifest, and its digest is another one then. Schema 1 comes
     * last, so that nobody sends it who has anything else.
     */
    static final String ACCEPT_ALL = String.join(
            ", ",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
            "*/*");

    /** What nothing says is (RFC 9110, section 8.3). */
    private static final String UNKNOWN = "application/octet-stream";

    private MediaTypes() {}

    /** Without parameters such as {@code charset}, else exactly as sent: clients compare it with descriptors. */
    static String of(@Nullable String contentType) {
        if (contentType == null) {
            return UNKNOWN;
        }
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        return type.isEmpty() ? UNKNOWN : type;
    }
}
