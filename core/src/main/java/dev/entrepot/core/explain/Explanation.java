package dev.entrepot.core.explain;

import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pin.Pin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known here of an image.
 *
 * @param tag empty for a digest, and for a tag that was never seen
 * @param root what is named; empty where nobody here knows
 * @param rootNext what a request for {@code reference} would do
 * @param parts the manifest first and then what it names, a level deeper each; empty where the root is not known
 * @param pins those that keep the image
 * @param last pulls by this reference that were no plain hits, the newest
 * @param unread what could not be asked, and why: what it knows is missing here
 */
public record Explanation(
        Reference reference,
        Optional<Tag> tag,
        Optional<Digest> root,
        RootNext rootNext,
        List<Part> parts,
        List<Pin> pins,
        Optional<LastPull> last,
        List<String> unread) {

    public Explanation {
        parts = List.copyOf(parts);
        pins = List.copyOf(pins);
        unread = List.copyOf(unread);
    }

    /**
     * @param freshUntil when the upstream is asked again, at the next pull after that
     * @param staleUntil how long it is served while the upstream cannot be asked
     * @param history newest first, the current digest included
     */
    public record Tag(Instant checked, Instant freshUntil, Instant staleUntil, List<TagEntry.Seen> history) {

        public Tag {
            history = List.copyOf(history);
        }
    }

    /** What a request for the image's name would do. */
    public enum RootNext {
        /** Answered from here. */
        SERVED,
        /** One {@code HEAD} upstream; the manifest is here if it still names the same. */
        CHECKED,
        /** The upstream was just found to be down: served as stale, and asked about in the background. */
        STALE,
        /** Fetched from the upstream. */
        FETCHED
    }

    /**
     * A manifest, a configuration, a layer.
     *
     * @param depth 0 for the root
     * @param mediaType empty where no manifest says
     * @param size bytes; -1 where nobody knows
     * @param link why the repository may serve it; empty where it is not known to belong to it
     * @param isPublic whether it was once had without credentials, so that a claim is enough
     */
    public record Part(
            Digest digest,
            int depth,
            Link.Role role,
            String mediaType,
            long size,
            Where where,
            Optional<Link.Standing> link,
            boolean isPublic,
            boolean isPinned,
            Next next) {}

    /** Where the bytes are. */
    public sealed interface Where {

        record OnDisk() implements Where {}

        /** On their way from the upstream. */
        record Arriving(long available) implements Where {}

        /** Not here, but in the bucket. */
        record InBucket() implements Where {}

        record Absent() implements Where {}

        /** Nobody can tell now. */
        record Unknown(String why) implements Where {}
    }

    /** What a pull of one part would do. */
    public enum Next {
        /** Answered from here. */
        SERVED,
        /** One upstream request of a byte, to prove that it belongs to the repository; then answered from here. */
        PROVEN,
        /** The client joins those who wait for it already. */
        JOINED,
        /** Read from the bucket. */
        RECALLED,
        /** Fetched from the upstream. */
        FETCHED
    }

    /**
     * @param how as in {@code Cache-Status}
     * @param why empty where it went well
     */
    public record LastPull(Instant at, String how, Optional<String> why) {}
}
