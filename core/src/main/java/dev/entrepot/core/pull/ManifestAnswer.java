package dev.entrepot.core.pull;

import dev.entrepot.core.blob.CorruptBlobException;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import java.time.Duration;
import java.util.Set;

/** Every way in which a request for a manifest can end. */
public sealed interface ManifestAnswer {

    /** Right as far as anybody knows. */
    record Fresh(Manifest manifest, How how) implements ManifestAnswer {}

    /** What the tag named when the upstream was last asked; it cannot be asked now. */
    record Stale(Manifest manifest, Duration age, Dependency missing) implements ManifestAnswer {}

    record Unknown(Lookup.Refusal refusal) implements ManifestAnswer {}

    record Unavailable(Set<Dependency> missing, Throwable cause) implements ManifestAnswer {

        /** Whether it was had and found wrong, rather than not had. */
        public boolean isCorrupt() {
            return cause instanceof CorruptBlobException;
        }
    }

    /** What a fresh answer cost. */
    enum How {
        /** Nothing upstream. */
        HIT,
        /** The upstream confirmed what is held. */
        REVALIDATED,
        /** It was in the bucket. */
        RECALLED,
        /** It was fetched. */
        FETCHED
    }

    static ManifestAnswer unavailable(Dependency dependency, Throwable cause) {
        return new Unavailable(Set.of(dependency), cause);
    }
}
