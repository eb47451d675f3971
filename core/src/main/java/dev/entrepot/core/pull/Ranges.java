package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.ByteRange;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.RequestedRange;
import dev.entrepot.core.oci.RequestedRange.Selection;
import java.time.Duration;
import java.util.Optional;

/** Which ranges of a blob that is not on disk are read in windows rather than from the growing file. */
final class Ranges {

    /** A range that the fill reaches in this time waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Asked for more than a twentieth of a blob, it is worth having whole. */
    private static final long WORTH_FILLING = 20;

    private final BlobStore store;
    private final Windows windows;
    private final Registrar registrar;
    private final ShortMemory<Digest, Long> askedOfCold;

    Ranges(BlobStore store, Windows windows, Registrar registrar, ShortMemory<Digest, Long> askedOfCold) {
        this.store = store;
        this.windows = windows;
        this.registrar = registrar;
        this.askedOfCold = askedOfCold;
    }

    /**
     * A small closed range of a blob nobody is filling, so that a probe never fetches 20 GB. Empty when it should be
     * filled instead. The window is opened through the asking repository: the source's answer is the proof the gate
     * wants, also where it has no such part.
     *
     * @param knownSize bytes, -1 when unknown: then the window itself tells
     */
    Optional<BlobAnswer> coldAndSmall(BlobRequest request, long knownSize, Deadline deadline) {
        Optional<ByteRange> asked = closedRange(request.range(), knownSize);
        if (asked.isEmpty() || asked.get().length() > Windows.MAX_BYTES) {
            return Optional.empty();
        }
        ByteRange range = asked.get();
        long sofar = askedOfCold.get(request.digest()).orElse(0L) + range.length();
        if (knownSize >= 0 && sofar * WORTH_FILLING >= knownSize) {
            return Optional.empty();
        }
        Lookup<RemoteBlob> window = windows.open(request.repository(), request.digest(), range, deadline);
        if (window instanceof Lookup.Absent<RemoteBlob>) {
            return Optional.of(BlobPull.refused(window));
        }
        if (!(window instanceof Lookup.Found<RemoteBlob> found)) {
            return Optional.empty();
        }
        RemoteBlob body = found.value();
        long size = body.size();
        if (size >= 0 && range.first() >= size) {
            registrar.answered(request.repository(), request.digest(), size, body);
            body.close();
            return Optional.of(new BlobAnswer.Described(size));
        }
        if (size < 0 || sofar * WORTH_FILLING >= size) {
            body.close();
            return Optional.empty();
        }
        askedOfCold.put(request.digest(), sofar);
        registrar.answered(request.repository(), request.digest(), size, body);
        return Optional.of(
                windowed(request, range.last() < size ? range : cut(range, size), size, body, Optional.empty()));
    }

    /** Only what has both ends is small for certain; a suffix has them once the size is known. */
    private static Optional<ByteRange> closedRange(RequestedRange requested, long knownSize) {
        if (requested instanceof RequestedRange.Closed closed) {
            return Optional.of(new ByteRange(closed.first(), closed.last()));
        }
        if (requested instanceof RequestedRange.Suffix
                && knownSize >= 0
                && requested.select(knownSize) instanceof Selection.Part part) {
            return Optional.of(part.range());
        }
        return Optional.empty();
    }

    private static ByteRange cut(ByteRange range, long size) {
        return new ByteRange(range.first(), size - 1);
    }

    /** A range so far ahead of the fill that waiting would look like a hang; empty when it should wait after all. */
    Optional<BlobAnswer> farAhead(
            BlobRequest request, Download download, ByteRange range, long size, Deadline deadline) {
        if (download.reaches(range.first(), PATIENCE) || download.progress().isFinal()) {
            return Optional.empty();
        }
        Lookup<RemoteBlob> window = windows.open(request.repository(), request.digest(), range, deadline);
        if (window instanceof Lookup.Found<RemoteBlob> found) {
            return Optional.of(windowed(request, range, size, found.value(), Optional.of(download)));
        }
        return Optional.empty();
    }

    /** Any part of a blob that cannot be stored now. */
    BlobAnswer unstored(BlobRequest request, ByteRange range, long size, Deadline deadline) {
        Lookup<RemoteBlob> window = windows.open(request.repository(), request.digest(), range, deadline);
        return window instanceof Lookup.Found<RemoteBlob> found
                ? windowed(request, range, size, found.value(), Optional.empty())
                : BlobPull.refused(window);
    }

    private BlobAnswer windowed(
            BlobRequest request, ByteRange range, long size, RemoteBlob first, Optional<Download> download) {
        WindowedBlob.Origin origin = new WindowedBlob.Origin(windows, store, request, download);
        return new BlobAnswer.Windowed(new WindowedBlob(origin, range, first), size, range);
    }
}
