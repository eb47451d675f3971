package dev.entrepot.core.evict;

import dev.entrepot.core.oci.Digest;

/** What never goes, however little it is used. Asked often: must not block. */
@FunctionalInterface
public interface Keeping {

    boolean isKept(Digest digest);

    /** Whether that can be told at all; until then nothing goes. */
    default boolean isKnown() {
        return true;
    }
}
