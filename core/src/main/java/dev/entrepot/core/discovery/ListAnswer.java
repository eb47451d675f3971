package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Lookup;
import java.util.List;

/** Every way in which a request for a list can end. */
public sealed interface ListAnswer<T> {

    record Listed<T>(List<T> entries, Standing standing) implements ListAnswer<T> {}

    record Unknown<T>(Lookup.Refusal refusal) implements ListAnswer<T> {}

    record Unavailable<T>(Throwable cause) implements ListAnswer<T> {}

    /** What a list is worth. */
    enum Standing {
        /** The upstream said so a moment ago. */
        REMEMBERED,
        /** The upstream says so. */
        FETCHED,
        /** The upstream said so when it was last asked; it cannot be asked now. */
        STALE,
        /** The upstream cannot be asked, and this much is held here: there may be more. */
        HELD
    }
}
