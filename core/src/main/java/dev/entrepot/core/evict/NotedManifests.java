package dev.entrepot.core.evict;

import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ShortMemory;
import java.util.Optional;
import java.util.function.Predicate;

/** Manifests in memory, each look at one noted as a use of its blob: otherwise the hottest would age on the disk. */
public final class NotedManifests implements ShortMemory<Reference.ByDigest, Manifest> {

    private final ShortMemory<Reference.ByDigest, Manifest> memory;
    private final UseNotes notes;

    public NotedManifests(ShortMemory<Reference.ByDigest, Manifest> memory, UseNotes notes) {
        this.memory = memory;
        this.notes = notes;
    }

    @Override
    public Optional<Manifest> get(Reference.ByDigest reference) {
        Optional<Manifest> manifest = memory.get(reference);
        if (manifest.isPresent()) {
            notes.note(reference.digest());
        }
        return manifest;
    }

    @Override
    public void put(Reference.ByDigest reference, Manifest manifest) {
        memory.put(reference, manifest);
    }

    @Override
    public void forget(Reference.ByDigest reference) {
        memory.forget(reference);
    }

    @Override
    public void forgetIf(Predicate<? super Reference.ByDigest> isOver) {
        memory.forgetIf(isOver);
    }
}
