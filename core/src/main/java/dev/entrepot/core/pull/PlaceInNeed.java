package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Admission.Place;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a fill that the bucket is expected to do for: none, until an upstream has to be asked after all. Whoever waits for
 * one then does so on a thread that others need, and so but for a moment.
 */
final class PlaceInNeed implements Place {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Admission admission;
    private @Nullable Place taken;

    PlaceInNeed(Admission admission) {
        this.admission = admission;
    }

    @Override
    public BlobSource through(BlobSource source) {
        return source.askingUpstreamsBy(upstream -> new PlacedSource(upstream, this::ask));
    }

    private Lookup<RemoteBlob> ask(Repository repository, Supplier<Lookup<RemoteBlob>> question) {
        return switch (place(repository)) {
            case Lookup.Found<Place> found -> found.value().paced(question.get());
            case Lookup.Unreachable<Place> full -> Lookup.unreachable(full.dependency(), full.cause());
            case Lookup.Absent<Place> never -> throw new IllegalStateException("nobody may fill from " + repository);
        };
    }

    private synchronized Lookup<Place> place(Repository repository) {
        Place known = taken;
        if (known != null) {
            return Lookup.found(known);
        }
        Lookup<Place> answer = admission.toFill(repository, Deadline.after(PATIENCE));
        if (answer instanceof Lookup.Found<Place> found) {
            taken = found.value();
        }
        return answer;
    }

    private synchronized Place known() {
        return taken == null ? UNLIMITED : taken;
    }

    @Override
    public RemoteBlob paced(RemoteBlob stream) {
        return known().paced(stream);
    }

    @Override
    public RemoteBlob endingWith(RemoteBlob stream) {
        return known().endingWith(stream);
    }

    @Override
    public boolean isLimited() {
        return known().isLimited();
    }

    @Override
    public void close() {
        known().close();
    }
}
