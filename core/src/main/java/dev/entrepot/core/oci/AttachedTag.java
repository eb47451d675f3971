package dev.entrepot.core.oci;

import java.util.regex.Pattern;

/**
 * Tags that stand for what is attached to an image: {@code sha256-<hex>} is the fallback for the referrers API
 * (distribution-spec, "Referrers Tag Schema"), and {@code .sig}, {@code .att} and {@code .sbom} after it are cosign's.
 * Whoever signs an image makes them, and more than once, long after the image.
 */
public final class AttachedTag {

    private static final Pattern SYNTAX = Pattern.compile("sha(?:256|512)-[0-9a-f]{64}(?:\\.(?:sig|att|sbom))?");

    /** Characters of the encoded part that are left of a longer digest. */
    private static final int LONGEST = 64;

    private AttachedTag() {}

    public static boolean isOne(String tag) {
        return SYNTAX.matcher(tag).matches();
    }

    /** Where a client puts the list of referrers if the registry has no API for it. */
    public static Reference.ByTag ofReferrers(Repository repository, Digest subject) {
        String hex = subject.hex();
        String encoded = hex.length() <= LONGEST ? hex : hex.substring(0, LONGEST);
        return new Reference.ByTag(repository, subject.algorithm().wireName() + "-" + encoded);
    }
}
