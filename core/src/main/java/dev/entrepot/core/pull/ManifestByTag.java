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
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tag may move. Within its time it is served unasked; past it one {@code HEAD} tells; when the upstream cannot be
 * asked, what is held is served as stale. A registry's own refusal is never answered from a stale copy.
 */
final class ManifestByTag {

    /** With a copy at hand nobody is kept waiting for an upstream that hangs. */
    private static final Duration PATIENCE_WITH_A_COPY = Duration.ofSeconds(5);

    /** Of the 20 s to an answer. */
    private static final Duration LEAVING_TIME_TO_RECALL = Duration.ofSeconds(15);

    /** Re-checking in the background has nobody waiting. */
    private static final Duration BACKGROUND_LIMIT = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(ManifestByTag.class);

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
        // The registry's own refusal holds for a while, also when it cannot be asked any more: it is never stale.
        return switch (means.policy(tag).plan(known, now(), troubled)) {
            case TagPlan.Serve serve -> served(tag, serve.known(), deadline);
            case TagPlan.ServeAndRevalidate stale ->
                refusedLately(tag).orElseGet(() -> staleWhileRevalidating(tag, stale.known(), deadline));
            case TagPlan.Revalidate old -> refusedLately(tag).orElseGet(() -> revalidate(tag, old.known(), deadline));
            case TagPlan.Fetch fetch -> troubled ? recalledOrFetched(tag, deadline) : fetch(tag, deadline);
        };
    }

    /** A manifest that was evicted here and is gone there tells that the tag has moved on before its time. */
    private ManifestAnswer served(Reference.ByTag tag, TagEntry known, Deadline deadline) {
        ManifestAnswer answer = byDigest.pull(named(tag, known.digest()), deadline);
        return answer instanceof ManifestAnswer.Unknown ? fetch(tag, deadline) : answer;
    }

    private Optional<ManifestAnswer> refusedLately(Reference.ByTag tag) {
        return means.memories().refused().get(tag).map(ManifestAnswer.Unknown::new);
    }

    private Optional<TagEntry> known(Reference.ByTag tag) {
        Lookup<TagEntry> found = ports.tags().find(tag);
        if (found instanceof Lookup.Unreachable<TagEntry>) {
            found = ports.records().tag(tag);
        }
        return found instanceof Lookup.Found<TagEntry> entry ? Optional.of(entry.value()) : Optional.empty();
    }

    private ManifestAnswer staleWhileRevalidating(Reference.ByTag tag, TagEntry known, Deadline deadline) {
        Optional<Manifest> copy = byDigest.local(named(tag, known.digest()), deadline);
        if (copy.isEmpty()) {
            return revalidate(tag, known, deadline);
        }
        ManifestAnswer stale = stale(copy.get(), known);
        try {
            means.origin().background().execute(() -> revalidateOnce(tag, known, stale));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is not checked in the background: {}", tag, e.toString());
        }
        return stale;
    }

    /** Whoever finds the question asked already leaves it at that. */
    private void revalidateOnce(Reference.ByTag tag, TagEntry known, ManifestAnswer stale) {
        background.fly(
                tag,
                Deadline.after(Duration.ZERO),
                () -> revalidate(tag, known, Deadline.after(BACKGROUND_LIMIT)),
                () -> stale);
    }

    private ManifestAnswer revalidate(Reference.ByTag tag, TagEntry known, Deadline deadline) {
        Optional<Manifest> copy = byDigest.local(named(tag, known.digest()), deadline);
        boolean hasFallback = copy.isPresent() && means.policy(tag).mayBeStale(known.checked(), now());
        Deadline patience = hasFallback ? deadline.atMost(PATIENCE_WITH_A_COPY) : deadline;
        Instant asked = now();
        ManifestAnswer answer = switch (means.origin().source().head(tag, patience)) {
            case Lookup.Found<ManifestSource.Head> found -> {
                means.memories().troubled().forget(upstream(tag));
                yield confirmed(tag, known, copy, found.value(), asked, deadline);
            }
            case Lookup.Absent<ManifestSource.Head> absent -> refused(tag, absent, asked);
            case Lookup.Unreachable<ManifestSource.Head> down ->
                ManifestAnswer.unavailable(down.dependency(), down.cause());
        };
        if (answer instanceof ManifestAnswer.Unavailable down) {
            noteTrouble(tag, down);
            return hasFallback ? stale(copy.get(), known) : down;
        }
        return answer;
    }

    private ManifestAnswer confirmed(
            Reference.ByTag tag,
            TagEntry known,
            Optional<Manifest> copy,
            ManifestSource.Head head,
            Instant asked,
            Deadline deadline) {
        Digest named = head.digest();
        if (named == null) {
            return fetch(tag, deadline);
        }
        if (named.equals(known.digest()) && copy.isPresent()) {
            registrar.tag(tag, known.confirmed(named, asked), now());
            return new ManifestAnswer.Fresh(copy.get(), ManifestAnswer.How.REVALIDATED);
        }
        ManifestAnswer moved = byDigest.pull(named(tag, named), deadline);
        if (moved instanceof ManifestAnswer.Fresh) {
            registrar.tag(tag, known.confirmed(named, asked), now());
            return moved;
        }
        // A registry may name by HEAD what it does not give by digest (protocol.md, 3.2); the tag itself decides.
        return moved instanceof ManifestAnswer.Unknown ? fetch(tag, deadline) : moved;
    }

    /** Wrong bytes are one manifest's trouble, not the upstream's. */
    private void noteTrouble(Reference.ByTag tag, ManifestAnswer.Unavailable down) {
        if (!down.isCorrupt()) {
            means.memories().troubled().put(upstream(tag), down.cause());
        }
    }

    private ManifestAnswer refused(Reference.ByTag tag, Lookup.Absent<ManifestSource.Head> absent, Instant asked) {
        lost(tag, absent.refusal(), asked);
        return byDigest.refusal(tag, absent);
    }

    private void lost(Reference.ByTag tag, Lookup.Refusal refusal, Instant asked) {
        switch (refusal) {
            case NOT_FOUND -> registrar.goneTag(tag, asked, now());
            case BARE_NOT_FOUND -> registrar.forgetTag(tag, asked, now());
            case DENIED -> {}
        }
    }

    private ManifestAnswer fetch(Reference.ByTag tag, Deadline deadline) {
        Optional<ManifestAnswer> lately = refusedLately(tag);
        if (lately.isPresent()) {
            return lately.get();
        }
        Optional<TagEntry> before = known(tag);
        Instant asked = now();
        ManifestAnswer answer = byDigest.fetch(tag, deadline.atMost(LEAVING_TIME_TO_RECALL));
        if (answer instanceof ManifestAnswer.Fresh fresh) {
            Digest digest = fresh.manifest().digest();
            registrar.tag(
                    tag,
                    before.map(known -> known.confirmed(digest, asked)).orElseGet(() -> TagEntry.first(digest, asked)),
                    now());
        } else if (before.isPresent() && answer instanceof ManifestAnswer.Unknown no) {
            lost(tag, no.refusal(), asked);
        }
        if (answer instanceof ManifestAnswer.Unavailable down) {
            Optional<ManifestAnswer> recalled = recalled(tag, deadline);
            recalled.ifPresent(stale -> noteTrouble(tag, down));
            return recalled.orElse(answer);
        }
        return answer;
    }

    private ManifestAnswer recalledOrFetched(Reference.ByTag tag, Deadline deadline) {
        return refusedLately(tag).or(() -> recalled(tag, deadline)).orElseGet(() -> fetch(tag, deadline));
    }

    /** What another knew last: as stale as if we had known it. Only where the upstream cannot be asked. */
    private Optional<ManifestAnswer> recalled(Reference.ByTag tag, Deadline deadline) {
        Optional<TagEntry> entry = means.origin().recall().tag(tag, deadline);
        if (entry.isEmpty() || !means.policy(tag).mayBeStale(entry.get().checked(), now())) {
            return Optional.empty();
        }
        Optional<Manifest> copy = byDigest.local(named(tag, entry.get().digest()), deadline);
        if (copy.isPresent() && known(tag).isEmpty()) {
            registrar.tag(tag, entry.get(), now());
        }
        return copy.map(manifest -> stale(manifest, entry.get()));
    }

    private ManifestAnswer stale(Manifest copy, TagEntry known) {
        return new ManifestAnswer.Stale(copy, FreshnessPolicy.age(known.checked(), now()), Dependency.UPSTREAM);
    }

    private static Reference.ByDigest named(Reference.ByTag tag, Digest digest) {
        return new Reference.ByDigest(tag.repository(), digest);
    }

    private static String upstream(Reference.ByTag tag) {
        return tag.repository().upstream();
    }

    private Instant now() {
        return means.clock().instant();
    }
}
