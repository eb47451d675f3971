package dev.entrepot.testkit.registry.fault;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.wire.Answer;
import dev.entrepot.testkit.registry.wire.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The faults of one server. All that match a request act on its answer, in the order in which they were set.
 * A request that is refused for want of credentials meets none, and uses none up, unless the fault says so.
 */
public final class Faults {

    private final List<Fault> active = new CopyOnWriteArrayList<>();

    /** Requests for this blob, in any repository. */
    public Fault onBlob(Digest digest) {
        return on(request -> request.path().endsWith("/blobs/" + digest));
    }

    public Fault onBlobs() {
        return onPath("/blobs/");
    }

    /** @param reference a tag or a digest */
    public Fault onManifest(String reference) {
        return on(request -> request.path().endsWith("/manifests/" + reference));
    }

    public Fault onManifest(Digest digest) {
        return onManifest(digest.toString());
    }

    public Fault onManifests() {
        return onPath("/manifests/");
    }

    public Fault onPath(String partOfPath) {
        return on(request -> request.path().contains(partOfPath));
    }

    public Fault onAny() {
        return on(request -> true);
    }

    public Fault on(Predicate<Request> filter) {
        return new Fault(this, filter);
    }

    public void clear() {
        active.clear();
    }

    void add(Fault fault) {
        if (!active.contains(fault)) {
            active.add(fault);
        }
    }

    void remove(Fault fault) {
        active.remove(fault);
    }

    Answer apply(Request request, Answer answer, boolean refused) {
        Answer changed = answer;
        for (Fault fault : active) {
            if (fault.claims(request, refused)) {
                changed = fault.change(changed);
            }
        }
        return changed;
    }
}
