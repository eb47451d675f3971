package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A tag may move. Within its time it is served unasked; past it one {@code HEAD} tells; when the upstream cannot be
 * asked, what is held is served as stale. A registry's own refusal is never answered from a stale copy.
 */
final class ManifestByTag {

    /** With a copy at hand nobody is kept waiting for an upstream that hangs. */
    private static final Duration PATIENCE_WITH_A_COPY = Duration.ofSeconds(5);

    /** Re-checking in the background has nobody waiting. */
    private static final Duration BACKGROUND_LIMIT = Duration.ofSeconds(20);

    private final PullPorts ports;
    private final ManifestByDigest byDigest;
    private final Registrar registrar;
    private final TagMeans means;
    private final SingleFlight<Reference.ByTag, ManifestAnswer> background = new SingleFlight<>();

    ManifestByTag(PullPorts ports, ManifestByDigest byDigest, Registrar registrar, TagMeans means) {
        this.ports = ports;
        this.byDigest = byDigest;
        this.registrar = registrar;
        this.means = means;
    }

    ManifestAnswer pull(Reference.ByTag tag, Deadline deadline) {
        Optional<TagEntry> known = known(tag);
        boolean troubled = means.memories().troubled().get(upstream(tag)).isPresent();
        return switch (policy(tag).plan(known, now(), troubled)) {
            case TagPlan.Serve serve -> byDigest.pull(named(tag, serve.known().digest()), deadline);
            case TagPlan.ServeAndRevalidate stale -> staleWhileRevalidating(tag, stale.known(), deadline);
            case TagPlan.Revalidate old -> revalidate(tag, old.known(), deadline);
            case TagPlan.Fetch fetch -> fetch(tag, deadline);
        };
    }

    private Optional<TagEntry> known(Reference.ByTag tag) {
        Lookup<TagEntry> found = ports.tags().find(tag);
        if (found instanceof Lookup.Unreachable<TagEntry>) {
            found = ports.records().tag(tag);
        }
        return found instanceof Lookup.Found<TagEntry> entry ? Optional.of(entry.value()) : Optional.empty();
    }

    private ManifestAnswer staleWhileRevalidating(Reference.ByTag tag, TagEntry known, Deadline deadline) {
        Optional<Manifest> copy = byDigest.local(named(tag, known.digest()));
        if (copy.isEmpty()) {
            return revalidate(tag, known, deadline);
        }
        Deadline unhurried = Deadline.after(BACKGROUND_LIMIT);
        means.origin()
                .background()
                .execute(() -> background.fly(
                        tag,
                        Deadline.after(Duration.ZERO),
                        () -> revalidate(tag, known, unhurried),
                        () -> stale(copy.get(), known)));
        return stale(copy.get(), known);
    }

    private ManifestAnswer revalidate(Reference.ByTag tag, TagEntry known, Deadline deadline) {
        Optional<Manifest> copy = byDigest.local(named(tag, known.digest()));
        Deadline patience = copy.isPresent() ? deadline.atMost(PATIENCE_WITH_A_COPY) : deadline;
        Lookup<ManifestSource.Head> head = means.origin().source().head(tag, patience);
        return switch (head) {
            case Lookup.Found<ManifestSource.Head> found -> {
                means.memories().troubled().forget(upstream(tag));
                yield confirmed(tag, known, copy, found.value(), deadline);
            }
            case Lookup.Absent<ManifestSource.Head> absent -> refused(tag, absent);
            case Lookup.Unreachable<ManifestSource.Head> down -> unreachable(tag, known, copy, down);
        };
    }

    private ManifestAnswer confirmed(
            Reference.ByTag tag, TagEntry known, Optional<Manifest> copy, ManifestSource.Head head, Deadline deadline) {
        Digest named = head.digest();
        if (named == null) {
            return fetch(tag, deadline);
        }
        if (named.equals(known.digest()) && copy.isPresent()) {
            registrar.tag(tag, known.confirmed(named, now()));
            return new ManifestAnswer.Fresh(copy.get(), ManifestAnswer.How.REVALIDATED);
        }
        ManifestAnswer moved = byDigest.pull(named(tag, named), deadline);
        if (moved instanceof ManifestAnswer.Fresh) {
            registrar.tag(tag, known.confirmed(named, now()));
            return moved;
        }
        // A registry may name by HEAD what it does not give by digest (protocol.md, 3.2); the tag itself decides.
        return moved instanceof ManifestAnswer.Unknown ? fetch(tag, deadline) : moved;
    }

    private ManifestAnswer unreachable(
            Reference.ByTag tag,
            TagEntry known,
            Optional<Manifest> copy,
            Lookup.Unreachable<ManifestSource.Head> down) {
        means.memories().troubled().put(upstream(tag), down.cause());
        return copy.isPresent() && policy(tag).mayBeStale(known, now())
                ? stale(copy.get(), known)
                : ManifestAnswer.unavailable(down.dependency(), down.cause());
    }

    private ManifestAnswer refused(Reference.ByTag tag, Lookup.Absent<ManifestSource.Head> absent) {
        if (absent.refusal() == Lookup.Refusal.NOT_FOUND) {
            registrar.forgetTag(tag);
        }
        return byDigest.refusal(tag, absent);
    }

    private ManifestAnswer fetch(Reference.ByTag tag, Deadline deadline) {
        Optional<Lookup.Refusal> no = means.memories().refused().get(tag);
        if (no.isPresent()) {
            return new ManifestAnswer.Unknown(no.get());
        }
        ManifestAnswer answer = byDigest.fetch(tag, deadline);
        if (answer instanceof ManifestAnswer.Fresh fresh) {
            Digest digest = fresh.manifest().digest();
            TagEntry entry = known(tag)
                    .map(before -> before.confirmed(digest, now()))
                    .orElseGet(() -> TagEntry.first(digest, now()));
            registrar.tag(tag, entry);
        }
        return answer;
    }

    private ManifestAnswer stale(Manifest copy, TagEntry known) {
        return new ManifestAnswer.Stale(copy, FreshnessPolicy.age(known, now()), Dependency.UPSTREAM);
    }

    private static Reference.ByDigest named(Reference.ByTag tag, Digest digest) {
        return new Reference.ByDigest(tag.repository(), digest);
    }

    private static String upstream(Reference.ByTag tag) {
        return tag.repository().upstream();
    }

    private FreshnessPolicy policy(Reference.ByTag tag) {
        return means.freshness().apply(upstream(tag));
    }

    private Instant now() {
        return means.clock().instant();
    }
}
