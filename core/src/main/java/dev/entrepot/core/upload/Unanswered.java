package dev.entrepot.core.upload;

import dev.entrepot.core.bucket.Sent;
import dev.entrepot.core.oci.Digest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs that were sent whole to a bucket that did not say what came of it: one that is found there by the next attempt was
 * brought by us, and not spared by somebody else. In memory, since nothing but what is counted depends on it.
 */
final class Unanswered {

    private static final int MOST = 10_000;

    private final Set<Digest> digests = ConcurrentHashMap.newKeySet();

    void heard(Digest digest, Sent<?> answer) {
        if (answer instanceof Sent.Transient<?> passing && passing.mayBeDone() && digests.size() < MOST) {
            digests.add(digest);
        }
    }

    /** What an attempt came to, as it counts. */
    Delivery settled(Digest digest, Delivery delivery) {
        return switch (delivery) {
            case Delivery.Again again -> again;
            case Delivery.NotTried nothing -> nothing;
            case Delivery.Arrived arrived -> {
                boolean isOurs = digests.remove(digest);
                yield new Delivery.Arrived(
                        arrived.etag(), arrived.brought(), arrived.version(), arrived.wasThere() && !isOurs);
            }
            case Delivery.Gone gone -> forgotten(digest, gone);
            case Delivery.Hopeless hopeless -> forgotten(digest, hopeless);
        };
    }

    private Delivery forgotten(Digest digest, Delivery delivery) {
        digests.remove(digest);
        return delivery;
    }
}
