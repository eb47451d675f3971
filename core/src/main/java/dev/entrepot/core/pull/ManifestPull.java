package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** A manifest for a client: by digest it never changes; by tag {@link FreshnessPolicy} decides what to ask. */
public final class ManifestPull {

    /** For what should be held; a bucket may still have to be asked. */
    private static final Duration AT_HAND = Duration.ofSeconds(5);

    private final PullPorts ports;
    private final HeldManifests held;
    private final ManifestByDigest byDigest;
    private final ManifestByTag byTag;
    private final TagMeans means;
    private final ManifestObserver observer;
    private final SingleFlight<Reference, ManifestAnswer> flights = new SingleFlight<>();

    /**
     * @param freshness by the name of the upstream
     * @param clock wall clock: times of checks are kept across restarts
     */
    public ManifestPull(
            PullPorts ports,
            ManifestOrigin origin,
            ManifestMemories memories,
            Function<String, FreshnessPolicy> freshness,
            InstantSource clock,
            ManifestObserver observer) {
        Registrar registrar = new Registrar(ports, origin.reader());
        this.ports = ports;
        this.held = new HeldManifests(ports, registrar, memories.manifests(), origin.recall());
        this.byDigest = new ManifestByDigest(held, origin, memories.refused());
        this.observer = observer;
        this.means = new TagMeans(origin, memories, freshness, clock);
        this.byTag = new ManifestByTag(ports, byDigest, registrar, means);
    }

    /** From memory, or not at all. Safe on an event loop. */
    public Optional<ManifestAnswer> ready(Reference reference) {
        return switch (reference) {
            case Reference.ByDigest digest -> held.ready(digest).map(ManifestPull::hit);
            case Reference.ByTag tag -> readyTag(tag);
        };
    }

    private Optional<ManifestAnswer> readyTag(Reference.ByTag tag) {
        Optional<TagEntry> entry = ports.tags().ready(tag);
        if (entry.isPresent()
                && means.policy(tag).plan(entry, means.clock().instant(), false) instanceof TagPlan.Serve) {
            return held.ready(
                            new Reference.ByDigest(tag.repository(), entry.get().digest()))
                    .map(ManifestPull::hit);
        }
        return Optional.empty();
    }

    private static ManifestAnswer hit(Manifest manifest) {
        return new ManifestAnswer.Fresh(manifest, ManifestAnswer.How.HIT);
    }

    /** How long a tag is served, and how long as stale. */
    public FreshnessPolicy freshness(Reference.ByTag tag) {
        return means.policy(tag);
    }

    /** Whether an upstream, by name, could not be asked a moment ago. */
    public boolean isDown(String upstream) {
        return means.memories().troubled().get(upstream).isPresent();
    }

    /** What is held and belongs to the repository. Blocks on the disk and a bucket, asks no upstream. */
    public Optional<Manifest> held(Reference.ByDigest reference) {
        return byDigest.local(reference, Deadline.after(AT_HAND));
    }

    /** Blocks, until the deadline at most. One question upstream per reference, however many ask. */
    public ManifestAnswer pull(Reference reference, Deadline deadline) {
        Optional<ManifestAnswer> ready = ready(reference);
        if (ready.isPresent()) {
            return ready.get();
        }
        ManifestAnswer answer = flights.fly(reference, deadline, () -> ask(reference, deadline), () -> late(reference));
        observer.answered(reference, answer);
        return answer;
    }

    private ManifestAnswer ask(Reference reference, Deadline deadline) {
        return switch (reference) {
            case Reference.ByDigest digest -> byDigest.pull(digest, deadline);
            case Reference.ByTag tag -> byTag.pull(tag, deadline);
        };
    }

    private static ManifestAnswer late(Reference reference) {
        return ManifestAnswer.unavailable(Dependency.UPSTREAM, new IOException("no answer yet about " + reference));
    }
}
