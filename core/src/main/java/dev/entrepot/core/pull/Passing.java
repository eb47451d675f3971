package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.Admission.Place;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens a whole blob that cannot be kept. Everybody who asks for it costs the upstream a transfer, so each needs a place. */
record Passing(Admission admission, BlobSource source, Deadline deadline) {

    /** @param offer what a fill has opened already, perhaps without a place: taken over */
    Lookup<RemoteBlob> open(Repository repository, Digest digest, Optional<Handover.Offer> offer) {
        if (offer.isEmpty()) {
            return source.askingUpstreamsBy(upstream -> new PlacedSource(upstream, this::ask))
                    .open(repository, digest, Window.all(), deadline);
        }
        RemoteBlob stream = offer.get().stream();
        Place place = offer.get().place();
        if (place.isLimited() || stream.origin() == Dependency.BUCKET) {
            return Lookup.found(place.endingWith(stream));
        }
        Lookup<RemoteBlob> answer = placed(repository, free -> Lookup.found(free.paced(stream)));
        if (!(answer instanceof Lookup.Found<RemoteBlob>)) {
            stream.close();
        }
        return answer;
    }

    private Lookup<RemoteBlob> ask(Repository repository, Supplier<Lookup<RemoteBlob>> question) {
        return placed(repository, place -> place.paced(question.get()));
    }

    /** The place is given back whatever happens, unless a stream goes on with it. */
    private Lookup<RemoteBlob> placed(Repository repository, Function<Place, Lookup<RemoteBlob>> opening) {
        Lookup<Place> place = admission.toPass(repository, deadline);
        if (!(place instanceof Lookup.Found<Place> free)) {
            Lookup.Unreachable<Place> full = (Lookup.Unreachable<Place>) place;
            return Lookup.unreachable(full.dependency(), full.cause());
        }
        boolean isUsed = false;
        try {
            Lookup<RemoteBlob> answer = opening.apply(free.value());
            if (answer instanceof Lookup.Found<RemoteBlob> found) {
                isUsed = true;
                return Lookup.found(free.value().endingWith(found.value()));
            }
            return answer;
        } finally {
            if (!isUsed) {
                free.value().close();
            }
        }
    }
}
