package dev.entrepot.core.explain;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.explain.Explanation.RootNext;
import dev.entrepot.core.explain.Explanation.Tag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pin.Pin;
import dev.entrepot.core.pin.PinnedImage;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.core.pull.FreshnessPolicy;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.pull.TagPlan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Tells what is known of an image. Blocks on the index and the disk. */
public final class Explainer {

    /**
     * How a tag is dealt with.
     *
     * @param freshness by tag
     * @param isDown whether an upstream, by name, was found to be down a moment ago
     */
    public record Rules(
            Function<Reference.ByTag, FreshnessPolicy> freshness, Predicate<String> isDown, InstantSource clock) {}

    private final PullPorts ports;
    private final Parts parts;
    private final Pins pins;
    private final LastPulls last;
    private final Rules rules;

    public Explainer(PullPorts ports, Parts parts, Pins pins, LastPulls last, Rules rules) {
        this.ports = ports;
        this.parts = parts;
        this.pins = pins;
        this.last = last;
        this.rules = rules;
    }

    public Explanation explain(Reference reference) {
        return switch (reference) {
            case Reference.ByDigest digest ->
                explained(reference, Optional.empty(), Optional.of(digest.digest()), RootNext.SERVED, new Unread());
            case Reference.ByTag tag -> explain(tag);
        };
    }

    private Explanation explain(Reference.ByTag tag) {
        Unread unread = new Unread();
        Optional<TagEntry> entry = unread.found(entry(tag));
        FreshnessPolicy policy = rules.freshness().apply(tag);
        Instant now = rules.clock().instant();
        TagPlan plan =
                policy.plan(entry, now, rules.isDown().test(tag.repository().upstream()));
        return explained(
                tag, entry.map(known -> described(known, policy)), entry.map(TagEntry::digest), next(plan), unread);
    }

    /** As the pull finds it: the index, else the record file. */
    private Lookup<TagEntry> entry(Reference.ByTag tag) {
        Lookup<TagEntry> found = ports.tags().find(tag);
        return found instanceof Lookup.Unreachable<TagEntry> ? ports.records().tag(tag) : found;
    }

    private static Tag described(TagEntry entry, FreshnessPolicy policy) {
        return new Tag(
                entry.checked(),
                entry.checked().plus(policy.timeToLive()),
                entry.checked().plus(policy.maxStale()),
                entry.history());
    }

    private Explanation explained(
            Reference reference, Optional<Tag> tag, Optional<Digest> root, RootNext planned, Unread unread) {
        List<Explanation.Part> known = root.map(digest -> parts.of(reference.repository(), digest, unread))
                .orElse(List.of());
        boolean isHere = !known.isEmpty() && known.getFirst().next() == Explanation.Next.SERVED;
        boolean isAsked = planned != RootNext.CHECKED && !isHere;
        return new Explanation(
                reference,
                tag,
                root,
                isAsked ? RootNext.FETCHED : planned,
                known,
                root.isEmpty() ? List.of() : keeping(root.get()),
                last.of(reference),
                unread.reasons());
    }

    private List<Pin> keeping(Digest root) {
        return pins.list().stream()
                .filter(image -> image.blobs().containsKey(root))
                .map(PinnedImage::pin)
                .toList();
    }

    private static RootNext next(TagPlan plan) {
        return switch (plan) {
            case TagPlan.Serve serve -> RootNext.SERVED;
            case TagPlan.ServeAndRevalidate stale -> RootNext.STALE;
            case TagPlan.Revalidate ask -> RootNext.CHECKED;
            case TagPlan.Fetch fetch -> RootNext.FETCHED;
        };
    }
}
