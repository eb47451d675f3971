package dev.entrepot.core.evict;

import dev.entrepot.core.oci.Digest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which blobs were used since somebody last asked. Safe on an event loop, where every hit comes by.
 *
 * <p>A digest has its place, which is found by its hash: noting it again is one read and one comparison, no lock, no
 * counter that all loops write to, and no garbage. Where {@value #PLACES} in a row are taken by others the last is
 * overwritten: a use that is lost costs a blob that is used no more than once in a while some of its age, and one that is
 * used often is noted again.
 */
public final class UseNotes {

    private static final int SIZE = 8192;
    private static final int PLACES = 4;

    private final AtomicReferenceArray<@Nullable Digest> notes = new AtomicReferenceArray<>(SIZE);

    public void note(Digest digest) {
        int hash = digest.hashCode();
        int start = hash ^ (hash >>> 16);
        for (int i = 0; i < PLACES; i++) {
            int place = (start + i) & (SIZE - 1);
            Digest there = notes.getOpaque(place);
            if (digest.equals(there)) {
                return;
            }
            if (there == null || i == PLACES - 1) {
                notes.setRelease(place, digest);
                return;
            }
        }
    }

    /** Takes them; each is told once. */
    Set<Digest> take() {
        Set<Digest> taken = new HashSet<>();
        for (int place = 0; place < SIZE; place++) {
            if (notes.getOpaque(place) != null) {
                Digest digest = notes.getAndSet(place, null);
                if (digest != null) {
                    taken.add(digest);
                }
            }
        }
        return taken;
    }
}
