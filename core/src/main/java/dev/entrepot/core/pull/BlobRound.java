package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.oci.RequestedRange.Selection;
import dev.entrepot.core.trace.Trace;
import java.io.IOException;
import java.util.Optional;

/** One blob request on its way; its fields are what every step needs. Used once, by one thread. */
final class BlobRound {

    /** A join can end where somebody has to start again; more often than this, something is wrong. */
    private static final int MAX_TRIES = 4;

    record Means(Gate gate, BlobStore store, BlobSource source, Fills fills, Ranges ranges, Suspects suspects) {}

    private final Means means;
    private final BlobRequest request;
    private final Digest digest;
    private final Deadline deadline;
    private final boolean claimed;
    private boolean admitted;
    private long knownSize;

    BlobRound(Means means, BlobRequest request, Gate.Pass pass, Deadline deadline) {
        this.means = means;
        this.request = request;
        this.digest = request.digest();
        this.deadline = deadline;
        this.claimed = pass.verdict() == Gate.Verdict.CLAIMED;
        this.admitted = pass.admitted();
        this.knownSize = pass.size();
    }

    BlobAnswer play() throws InterruptedException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<BlobAnswer> answer = switch (means.store().find(digest)) {
                case Lookup.Found<LocalBlob> found -> held(found.value());
                case Lookup.Unreachable<LocalBlob> disk ->
                    Optional.of(passedThrough(disk.dependency(), Handover.NOTHING));
                case Lookup.Absent<LocalBlob> absent -> missing();
            };
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return unavailable("gave up joining downloads of " + digest + " that ended");
    }

    /** Empty where what is held turned out to be damaged: then it is not held any more. */
    private Optional<BlobAnswer> held(LocalBlob blob) {
        Suspects.Verdict verdict =
                looksDamaged(blob) ? means.suspects().examine(digest, deadline) : Suspects.Verdict.SOUND;
        if (verdict == Suspects.Verdict.SOUND) {
            return Optional.of(stored(blob));
        }
        blob.close();
        return verdict == Suspects.Verdict.GONE
                ? Optional.empty()
                : Optional.of(passedThrough(Dependency.DISK, Handover.NOTHING));
    }

    /** The store compares sizes with the index. While that knows nothing, the record files are all there is to compare with. */
    private boolean looksDamaged(LocalBlob blob) {
        return knownSize >= 0 && blob.size() != knownSize && !means.gate().isRegistered(digest);
    }

    private BlobAnswer stored(LocalBlob blob) {
        boolean handedOver = false;
        try {
            admitted = admitted || isAdmittedByNow();
            Optional<BlobAnswer> refusal = admitted ? Optional.empty() : prove();
            handedOver = refusal.isEmpty();
            return refusal.orElseGet(() -> new BlobAnswer.Stored(blob));
        } finally {
            if (!handedOver) {
                blob.close();
            }
        }
    }

    /** Of fifty who ask at once, some find held what was not known when they passed the gate; each would send a probe. */
    private boolean isAdmittedByNow() {
        return means.gate().pass(request.repository(), digest).admitted();
    }

    /** Asks the upstream for one byte through this repository; empty when it says the blob belongs to it. */
    private Optional<BlobAnswer> prove() {
        Lookup<RemoteBlob> probe = means.source().open(request.repository(), digest, Window.probe(), deadline);
        if (!(probe instanceof Lookup.Found<RemoteBlob> found)) {
            return Optional.of(BlobPull.refused(probe));
        }
        try (RemoteBlob probed = found.value()) {
            admitted = true;
            knownSize = probed.size() >= 0 ? probed.size() : knownSize;
            means.fills().registrar().answered(request.repository(), digest, knownSize, probed);
        }
        return Optional.empty();
    }

    private Optional<BlobAnswer> missing() throws InterruptedException {
        Optional<CorruptBlobException> corrupt = means.fills().knownCorrupt(digest);
        if (admitted && corrupt.isPresent()) {
            return Optional.of(BlobAnswer.unavailable(means.source().dependency(), corrupt.get()));
        }
        if (means.fills().underWay(digest).isEmpty()) {
            Optional<BlobAnswer> small = request.bodyWanted() ? coldPart() : Optional.of(described());
            if (small.isPresent()) {
                return small;
            }
        }
        Fills.Asked asked =
                new Fills.Asked(request.repository(), digest, knownSize, this::isHeld, this::sparesUpstreams);
        return join(means.fills().joinOrStart(asked, deadline));
    }

    /** Nobody needs all of a blob to be told that it has no such part. */
    private Optional<BlobAnswer> coldPart() {
        boolean isNowhere =
                request.range().select(knownSize < 0 ? Long.MAX_VALUE : knownSize) instanceof Selection.Nothing;
        if (!isNowhere) {
            return means.ranges().coldAndSmall(request, knownSize, deadline);
        }
        return Optional.of(admitted && knownSize >= 0 ? new BlobAnswer.Described(knownSize) : described());
    }

    private boolean isHeld() {
        if (means.store().find(digest) instanceof Lookup.Found<LocalBlob> found) {
            found.value().close();
            return true;
        }
        return false;
    }

    private boolean sparesUpstreams() {
        return means.source().sparesUpstreams(request.repository(), digest, deadline);
    }

    /** One {@code GET bytes=0-0}, because some registries refuse {@code HEAD} on blobs (protocol.md, rule 8). */
    private BlobAnswer described() {
        Optional<BlobAnswer> refusal = prove();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return knownSize >= 0 ? new BlobAnswer.Described(knownSize) : sizeUnknown();
    }

    private Optional<BlobAnswer> join(Fills.Entry entry) throws InterruptedException {
        Optional<Opening> opening =
                entry.startedHere() ? entry.download().awaitOpening(deadline) : joined(entry.download());
        if (opening.isEmpty()) {
            return Optional.of(unavailable("no answer yet; the fill of " + digest + " goes on"));
        }
        boolean ours = entry.download().leader().equals(request.repository());
        return switch (opening.get()) {
            case Opening.Opened opened -> opened(entry, opened, ours);
            case Opening.Refused no -> ours ? Optional.of(new BlobAnswer.Unknown(no.refusal())) : Optional.empty();
            case Opening.Unreachable down ->
                ours ? Optional.of(BlobAnswer.unavailable(down.dependency(), down.cause())) : Optional.empty();
            case Opening.Unstorable full -> {
                // Of another repository's fill it is nothing this one may learn before it has asked for itself.
                if (ours || admitted) {
                    knownSize = full.size();
                }
                yield Optional.of(passedThrough(Dependency.DISK, ours ? wanted(full.stream()) : Handover.NOTHING));
            }
            case Opening.Superseded superseded -> Optional.empty();
        };
    }

    private Optional<Opening> joined(Download download) throws InterruptedException {
        Trace.current().ifPresent(own -> download.trace().ifPresent(own::follows));
        Passage wait = means.fills().observer().joining(download);
        boolean isOver = false;
        try {
            Optional<Opening> opening = download.awaitOpening(deadline);
            isOver = opening.isPresent();
            return opening;
        } finally {
            if (isOver) {
                wait.well();
            } else {
                wait.left();
            }
        }
    }

    /** The source's answer to the leader proves the leader's repository, and no other unless it was public. */
    private Optional<BlobAnswer> opened(Fills.Entry entry, Opening.Opened opened, boolean ours) {
        admitted = admitted || ours || (claimed && opened.isPublic());
        Optional<BlobAnswer> refusal = admitted ? Optional.empty() : prove();
        if (refusal.isPresent()) {
            return refusal;
        }
        if (!request.bodyWanted()) {
            return Optional.of(new BlobAnswer.Described(opened.size()));
        }
        Download download = entry.download();
        if (request.range().select(opened.size()) instanceof Selection.Part part) {
            Optional<BlobAnswer> far =
                    means.ranges().farAhead(request, download, part.range(), opened.size(), deadline);
            if (far.isPresent()) {
                return far;
            }
        }
        if (download.progress() instanceof Progress.Failed failed) {
            return Optional.of(BlobAnswer.unavailable(opened.origin(), failed.cause()));
        }
        Optional<LocalBlob> lease = download.lease();
        if (lease.isPresent()) {
            download.readerJoined();
        }
        return lease.map(file -> new BlobAnswer.Arriving(download, file, opened.origin(), !entry.startedHere()));
    }

    /** Nobody waits for a taker where there will be none. */
    private Handover wanted(Handover stream) {
        if (!request.bodyWanted() || !(request.range() instanceof RequestedRange.Whole)) {
            stream.decline();
        }
        return stream;
    }

    private BlobAnswer passedThrough(Dependency missing, Handover stream) {
        if (!request.bodyWanted()) {
            return described();
        }
        return request.range() instanceof RequestedRange.Whole
                ? wholePassedThrough(missing, stream)
                : partPassedThrough(missing);
    }

    private BlobAnswer partPassedThrough(Dependency missing) {
        BlobAnswer described = knownSize < 0 ? described() : new BlobAnswer.Described(knownSize);
        if (!(described instanceof BlobAnswer.Described)) {
            return described;
        }
        return switch (request.range().select(knownSize)) {
            case Selection.Part part ->
                // What is asked for from end to end is verified, however it is asked for.
                part.range().length() == knownSize
                        ? wholePassedThrough(missing, Handover.NOTHING)
                        : means.ranges().unstored(request, part.range(), knownSize, deadline);
            case Selection.All all -> wholePassedThrough(missing, Handover.NOTHING);
            case Selection.Nothing nothing -> described;
        };
    }

    private BlobAnswer wholePassedThrough(Dependency missing, Handover stream) {
        Lookup<RemoteBlob> whole = new Passing(means.fills().admission(), means.source(), deadline)
                .open(request.repository(), digest, stream.take());
        if (!(whole instanceof Lookup.Found<RemoteBlob> found)) {
            return BlobPull.refused(whole);
        }
        RemoteBlob body = found.value();
        long size = body.size() >= 0 ? body.size() : knownSize;
        if (size < 0) {
            body.close();
            return sizeUnknown();
        }
        if (size == 0 && !digest.isOfNothing()) {
            body.close();
            return BlobAnswer.unavailable(
                    means.source().dependency(), new CorruptBlobException("an empty body for " + digest));
        }
        try {
            RemoteBlob begun = size == 0 ? body : new BegunBlob(body);
            return new BlobAnswer.PassedThrough(new VerifyingBlob(begun, digest, size), size, missing);
        } catch (IOException e) {
            body.close();
            return BlobAnswer.unavailable(means.source().dependency(), e);
        }
    }

    private BlobAnswer sizeUnknown() {
        return unavailable("nobody tells the size of " + digest);
    }

    private BlobAnswer unavailable(String why) {
        return BlobAnswer.unavailable(means.source().dependency(), new IOException(why));
    }
}
