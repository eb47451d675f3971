package dev.entrepot.core.pin;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import java.time.Instant;
import java.util.Optional;

/**
 * What an operator named.
 *
 * @param reference a tag is followed wherever it moves; a digest is that image for ever
 * @param last what the tag named when it was last seen: it stays pinned when the upstream takes the tag away
 */
public record Pin(Reference reference, Optional<Digest> last, Instant since) {

    Pin seen(Digest named) {
        return new Pin(reference, Optional.of(named), since);
    }
}
