package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The manifests we hold, by digest: memory in front of the disk, and the gate in front of both. */
final class HeldManifests {

    private final PullPorts ports;
    private final Gate gate;
    private final Registrar registrar;
    private final ShortMemory<Reference.ByDigest, Manifest> memory;
    private final Recall recall;

    HeldManifests(
            PullPorts ports, Registrar registrar, ShortMemory<Reference.ByDigest, Manifest> memory, Recall recall) {
        this.ports = ports;
        this.recall = recall;
        this.gate = new Gate(ports);
        this.registrar = registrar;
        this.memory = memory;
    }

    /** Only what passed the gate is ever in memory. */
    Optional<Manifest> ready(Reference.ByDigest reference) {
        return memory.get(reference);
    }

    /** From now on in memory; only for what passed the gate. */
    void remember(Reference.ByDigest reference, Manifest manifest) {
        memory.put(reference, manifest);
    }

    /** What is not known to belong to the repository may be remembered elsewhere to do so. */
    Gate.Pass pass(Reference.ByDigest reference, Deadline deadline) {
        Gate.Pass pass = gate.pass(reference.repository(), reference.digest());
        return pass.admitted() || !recall.manifest(reference, deadline)
                ? pass
                : gate.pass(reference.repository(), reference.digest());
    }

    /**
     * The manifest, if it is held and belongs to the repository. Recalls nothing: for what was looked for everywhere a moment
     * ago.
     */
    Optional<ManifestAnswer> here(Reference.ByDigest reference) {
        Gate.Pass pass = gate.pass(reference.repository(), reference.digest());
        Optional<String> mediaType = pass.admitted() ? mediaType(pass) : Optional.empty();
        if (mediaType.isPresent() && read(reference, mediaType.get()) instanceof Lookup.Found<Manifest> found) {
            remember(reference, found.value());
            return Optional.of(new ManifestAnswer.Fresh(found.value(), ManifestAnswer.How.HIT));
        }
        return Optional.empty();
    }

    /** The manifest, held or recalled; only for what passed the gate. */
    Optional<ManifestAnswer.Fresh> readOrRecall(Reference.ByDigest reference, String mediaType, Deadline deadline) {
        return switch (read(reference, mediaType)) {
            case Lookup.Found<Manifest> found ->
                Optional.of(new ManifestAnswer.Fresh(found.value(), ManifestAnswer.How.HIT));
            case Lookup.Absent<Manifest> absent ->
                recall.content(reference.digest(), deadline)
                        .map(body -> new Manifest(reference.digest(), mediaType, body))
                        .map(manifest -> new ManifestAnswer.Fresh(manifest, ManifestAnswer.How.RECALLED));
            case Lookup.Unreachable<Manifest> disk -> Optional.empty();
        };
    }

    /**
     * The held manifest under the media type its repository knows it by. Absent when it is not held, or is too large to
     * be one.
     */
    Lookup<Manifest> read(Reference.ByDigest reference, String mediaType) {
        Lookup<LocalBlob> held = ports.store().find(reference.digest());
        if (held instanceof Lookup.Unreachable<LocalBlob> disk) {
            return Lookup.unreachable(disk.dependency(), disk.cause());
        }
        if (!(held instanceof Lookup.Found<LocalBlob> found)) {
            return Lookup.absent();
        }
        try (LocalBlob blob = found.value()) {
            return blob.size() > Manifest.MAX_SIZE ? Lookup.absent() : verified(reference, mediaType, blob.content());
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }

    /** A manifest is small and hashed on its way into memory, so that a rotten file is never served. */
    private Lookup<Manifest> verified(Reference.ByDigest reference, String mediaType, ByteBuffer body) {
        Digest digest = reference.digest();
        if (!Digest.of(digest.algorithm(), body).equals(digest)) {
            ports.store().quarantine(digest, "its bytes are not those of a manifest of that digest");
            return Lookup.absent();
        }
        return Lookup.found(new Manifest(digest, mediaType, body));
    }

    /** Keeps what was fetched. Where the disk refuses it is served from memory all the same. */
    void keep(Repository repository, ManifestSource.Fetched fetched) {
        Manifest manifest = fetched.manifest();
        if (ports.store().put(manifest.digest(), manifest.body()) instanceof Lookup.Found<Long>) {
            Trace.during(Step.REGISTER, () -> registrar.provenManifest(repository, fetched));
        }
        memory.put(new Reference.ByDigest(repository, manifest.digest()), manifest);
    }

    /** The media type a link carries, if it is one of a manifest. */
    static Optional<String> mediaType(Gate.Pass pass) {
        return pass.hasRole(Link.Role.MANIFEST) ? pass.link().flatMap(Link::mediaType) : Optional.empty();
    }
}
