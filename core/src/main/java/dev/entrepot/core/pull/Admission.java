package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.oci.Repository;

/**
 * Who may begin to transfer a whole blob from an upstream now (design, section 7). While nothing is degraded everybody may, at no cost. Else
 * there are so many places, for which whoever asks waits on a thread of its own: fills share theirs with other upstreams.
 */
public interface Admission {

    /** Without any limit. */
    Admission FREE = new Admission() {
        @Override
        public boolean isFree() {
            return true;
        }

        @Override
        public Lookup<Place> toFill(Repository repository, Deadline deadline) {
            return Lookup.found(Place.UNLIMITED);
        }

        @Override
        public Lookup<Place> toPass(Repository repository, Deadline deadline) {
            return Lookup.found(Place.UNLIMITED);
        }
    };

    /** Whether a blob that will be kept needs no place now. */
    boolean isFree();

    /** For a blob that will be kept. Unreachable when no place became free in time. */
    Lookup<Place> toFill(Repository repository, Deadline deadline);

    /** For a blob that cannot be kept, and will be asked for again: limited in any case. */
    Lookup<Place> toPass(Repository repository, Deadline deadline);

    /** Leave to carry one blob; closing it again does nothing. */
    interface Place extends AutoCloseable {

        Place UNLIMITED = new Place() {
            @Override
            public BlobSource through(BlobSource source) {
                return source;
            }

            @Override
            public RemoteBlob paced(RemoteBlob stream) {
                return stream;
            }

            @Override
            public RemoteBlob endingWith(RemoteBlob stream) {
                return stream;
            }

            @Override
            public boolean isLimited() {
                return false;
            }

            @Override
            public void close() {}
        };

        /** The same source; what upstreams send comes at the pace of the place, and a bucket is not spared. */
        default BlobSource through(BlobSource source) {
            return source.askingUpstreamsBy(
                    upstream -> new PlacedSource(upstream, (repository, question) -> paced(question.get())));
        }

        default Lookup<RemoteBlob> paced(Lookup<RemoteBlob> answer) {
            return answer instanceof Lookup.Found<RemoteBlob> found ? Lookup.found(paced(found.value())) : answer;
        }

        /** The same stream, at the pace of the place. */
        RemoteBlob paced(RemoteBlob stream);

        /** The same stream; when it is closed, so is the place. */
        RemoteBlob endingWith(RemoteBlob stream);

        boolean isLimited();

        @Override
        void close();
    }
}
