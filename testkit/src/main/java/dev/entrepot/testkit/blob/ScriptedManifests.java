package dev.entrepot.testkit.blob;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A manifest source that answers as told, and is absent for every reference it was told nothing about. */
public final class ScriptedManifests implements ManifestSource {

    private final Dependency dependency;
    private final Map<Reference, Lookup<Manifest>> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable Throwable outage;
    private volatile @Nullable Gate gate;
    private volatile boolean isPublic = true;
    private volatile boolean headsLackDigests;

    public ScriptedManifests() {
        this(Dependency.UPSTREAM);
    }

    public ScriptedManifests(Dependency dependency) {
        this.dependency = dependency;
    }

    public static Manifest manifest(String mediaType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Manifest(Digest.sha256(bytes), mediaType, ByteBuffer.wrap(bytes));
    }

    /** Serves it by its digest. */
    public void serve(Repository repository, Manifest manifest) {
        answers.put(new Reference.ByDigest(repository, manifest.digest()), Lookup.found(manifest));
    }

    /** Serves it by its digest and by a tag, which may have named another one before. */
    public void serve(Repository repository, String tag, Manifest manifest) {
        serve(repository, manifest);
        answers.put(new Reference.ByTag(repository, tag), Lookup.found(manifest));
    }

    /** Serves any manifest under any reference, which may be a lie. */
    public void serve(Reference reference, Manifest manifest) {
        answers.put(reference, Lookup.found(manifest));
    }

    public void forget(Reference reference) {
        answers.remove(reference);
    }

    public void deny(Reference reference) {
        answers.put(reference, Lookup.denied());
    }

    /** As what stands before a registry that is not there. */
    public void missBarely(Reference reference) {
        answers.put(reference, new Lookup.Absent<>(Lookup.Refusal.BARE_NOT_FOUND));
    }

    public void unreachable(Reference reference, Throwable cause) {
        answers.put(reference, Lookup.unreachable(dependency, cause));
    }

    /** From now on unreachable for everything; calls are still recorded. */
    public void goDown(Throwable cause) {
        outage = cause;
    }

    public void comeBack() {
        outage = null;
    }

    public void needCredentials() {
        isPublic = false;
    }

    /** As registries that send no {@code Docker-Content-Digest}. */
    public void omitDigestsInHeads() {
        headsLackDigests = true;
    }

    /** Holds every answer until the gate is opened. */
    public void holdAnswersAt(Gate answerGate) {
        gate = answerGate;
    }

    /** Every call so far, in order: {@code head docker.io/library/alpine:3} or {@code get …@sha256:…}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        asked.add("head " + reference);
        return answer(
                reference,
                found -> new Head(headsLackDigests ? null : found.digest(), found.mediaType(), found.size(), isPublic));
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        asked.add("get " + reference);
        return answer(reference, found -> new Fetched(found, isPublic));
    }

    private <T> Lookup<T> answer(Reference reference, Function<Manifest, T> translate) {
        Gate closed = gate;
        try {
            if (closed != null) {
                closed.pass();
            }
        } catch (IOException e) {
            return Lookup.unreachable(dependency, e);
        }
        Throwable down = outage;
        if (down != null) {
            return Lookup.unreachable(dependency, down);
        }
        return switch (answers.getOrDefault(reference, Lookup.absent())) {
            case Lookup.Found<Manifest> found -> Lookup.found(translate.apply(found.value()));
            case Lookup.Absent<Manifest> absent -> new Lookup.Absent<>(absent.refusal());
            case Lookup.Unreachable<Manifest> not -> Lookup.unreachable(not.dependency(), not.cause());
        };
    }
}
