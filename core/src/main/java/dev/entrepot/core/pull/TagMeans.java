package dev.entrepot.core.pull;

import dev.entrepot.core.oci.AttachedTag;
import dev.entrepot.core.oci.Reference;
import java.time.InstantSource;
import java.util.function.Function;

/** What asking about tags needs. */
record TagMeans(
        ManifestOrigin origin,
        ManifestMemories memories,
        Function<String, FreshnessPolicy> freshness,
        InstantSource clock) {

    /** Signatures are added to a tag long after it was made. */
    FreshnessPolicy policy(Reference.ByTag tag) {
        FreshnessPolicy policy = freshness.apply(tag.repository().upstream());
        return AttachedTag.isOne(tag.tag()) ? policy.brief() : policy;
    }
}
