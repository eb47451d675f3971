package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.trace.Step;
import dev.entrepot.core.trace.Trace;
import java.time.Duration;
import java.util.Optional;

/**
 * A blob for a client: the gate first, then disk, then whoever is filling it already, then the source.
 *
 * <p>The gate stands before every byte, also before a join and before a window: what one repository may have is never
 * shown through another until the upstream has said so (design, section 6).
 */
public final class BlobPull {

    private final PullPorts ports;
    private final BlobSource source;
    private final Gate gate;
    private final Suspects suspects;
    private final BlobRound.Means means;

    /** @param askedOfCold bytes of small ranges asked lately of blobs that are not held */
    public BlobPull(PullPorts ports, BlobSource source, Fills fills, ShortMemory<Digest, Long> askedOfCold) {
        this.ports = ports;
        this.source = source;
        this.gate = new Gate(ports);
        this.suspects = new Suspects(ports.store());
        Windows windows = new Windows(source, fills.observer(), fills.nanoTime());
        Ranges ranges = new Ranges(ports.store(), windows, fills.registrar(), askedOfCold);
        this.means = new BlobRound.Means(gate, ports.store(), source, fills, ranges, suspects);
    }

    /** From memory and the open files, or not at all. Safe on an event loop: no index write, no upstream, no hop. */
    public Optional<BlobAnswer> ready(BlobRequest request) {
        if (!gate.admitsNow(request.repository(), request.digest(), Link.Role.BLOB)) {
            return Optional.empty();
        }
        return ports.store().ready(request.digest()).map(BlobAnswer.Stored::new);
    }

    /** Blocks, until the deadline at most; a fill it started goes on without it. */
    public BlobAnswer pull(BlobRequest request, Deadline deadline) {
        Gate.Pass pass = Trace.phase(Step.PERMISSION, () -> gate.pass(request.repository(), request.digest()));
        if (pass.hasRole(Link.Role.MANIFEST)) {
            // Older containerd takes a 200 here for the image's media type and poisons its store (containerd#7390).
            return new BlobAnswer.Unknown(Lookup.Refusal.NOT_FOUND);
        }
        try {
            return new BlobRound(means, request, pass, deadline).play();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BlobAnswer.unavailable(source.dependency(), e);
        }
    }

    /**
     * A stored blob could not be read while it was being sent. It is read again, which takes as long as it takes, and put
     * aside when that fails or it is wrong; so whoever asks next is served from the source. Blocks.
     */
    public void readFailed(Digest digest) {
        suspects.examine(digest, Deadline.after(Duration.ZERO));
    }

    static BlobAnswer refused(Lookup<RemoteBlob> answer) {
        return switch (answer) {
            case Lookup.Absent<RemoteBlob> absent -> new BlobAnswer.Unknown(absent.refusal());
            case Lookup.Unreachable<RemoteBlob> down -> BlobAnswer.unavailable(down.dependency(), down.cause());
            case Lookup.Found<RemoteBlob> found -> throw new IllegalStateException("found is not a refusal");
        };
    }
}
