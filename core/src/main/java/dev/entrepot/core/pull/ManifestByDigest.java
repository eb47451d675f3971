package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.util.Optional;

/** Immutable: memory, disk, upstream. */
final class ManifestByDigest {

    private final HeldManifests held;
    private final ManifestSource source;
    private final ShortMemory<Reference, Lookup.Refusal> refused;

    ManifestByDigest(HeldManifests held, ManifestOrigin origin, ShortMemory<Reference, Lookup.Refusal> refused) {
        this.held = held;
        this.source = origin.source();
        this.refused = refused;
    }

    ManifestAnswer pull(Reference.ByDigest reference, Deadline deadline) {
        Optional<Lookup.Refusal> no = refused.get(reference);
        return no.isPresent()
                ? held.here(reference).orElseGet(() -> new ManifestAnswer.Unknown(no.get()))
                : ask(reference, deadline);
    }

    private ManifestAnswer ask(Reference.ByDigest reference, Deadline deadline) {
        Gate.Pass pass = Trace.phase(Step.PERMISSION, () -> held.pass(reference, deadline));
        if (pass.admitted()) {
            Optional<ManifestAnswer.Fresh> local = local(reference, pass, deadline);
            if (local.isPresent()) {
                return local.get();
            }
        }
        return pass.admitted() ? fetch(reference, deadline) : proveOrFetch(reference, deadline);
    }

    /** What is held and belongs to the repository, without asking the upstream. */
    Optional<Manifest> local(Reference.ByDigest reference, Deadline deadline) {
        Optional<Manifest> ready = held.ready(reference);
        if (ready.isPresent()) {
            return ready;
        }
        Gate.Pass pass = held.pass(reference, deadline);
        return pass.admitted()
                ? local(reference, pass, deadline).map(ManifestAnswer.Fresh::manifest)
                : Optional.empty();
    }

    private Optional<ManifestAnswer.Fresh> local(Reference.ByDigest reference, Gate.Pass pass, Deadline deadline) {
        Optional<String> mediaType = HeldManifests.mediaType(pass);
        if (mediaType.isEmpty()) {
            return Optional.empty();
        }
        Optional<ManifestAnswer.Fresh> found = held.readOrRecall(reference, mediaType.get(), deadline);
        found.ifPresent(fresh -> held.remember(reference, fresh.manifest()));
        return found;
    }

    /** Held for another repository: a {@code HEAD} tells whether this one has it too, and under which media type. */
    private ManifestAnswer proveOrFetch(Reference.ByDigest reference, Deadline deadline) {
        if (!(held.read(reference, "") instanceof Lookup.Found<Manifest> copy)) {
            return fetch(reference, deadline);
        }
        Lookup<ManifestSource.Head> head = source.head(reference, deadline);
        if (head instanceof Lookup.Found<ManifestSource.Head> proof) {
            Manifest manifest = new Manifest(
                    reference.digest(), proof.value().mediaType(), copy.value().body());
            ManifestSource.Fetched proven =
                    new ManifestSource.Fetched(manifest, proof.value().isPublic());
            held.keep(reference.repository(), proven);
            return new ManifestAnswer.Fresh(manifest, ManifestAnswer.How.REVALIDATED);
        }
        return refusal(reference, head);
    }

    ManifestAnswer fetch(Reference reference, Deadline deadline) {
        Lookup<ManifestSource.Fetched> got = source.get(reference, deadline);
        if (got instanceof Lookup.Found<ManifestSource.Fetched> found) {
            held.keep(reference.repository(), found.value());
            return new ManifestAnswer.Fresh(found.value().manifest(), ManifestAnswer.How.FETCHED);
        }
        return refusal(reference, got);
    }

    ManifestAnswer refusal(Reference reference, Lookup<?> answer) {
        return switch (answer) {
            case Lookup.Absent<?> absent -> {
                refused.put(reference, absent.refusal());
                yield new ManifestAnswer.Unknown(absent.refusal());
            }
            case Lookup.Unreachable<?> down -> ManifestAnswer.unavailable(down.dependency(), down.cause());
            case Lookup.Found<?> found -> throw new IllegalStateException("found is not a refusal");
        };
    }
}
