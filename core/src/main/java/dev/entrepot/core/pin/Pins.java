package dev.entrepot.core.pin;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pinned images. Asking whether a blob is pinned is a look into a map; changes read files, and are rare.
 *
 * <p>A pin of what is not held fetches nothing: it holds from the next pull on.
 */
public final class Pins {

    private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

    private final PinRecords files;
    private final RepositoryRecords records;
    private final ImageBlobs images;
    private final InstantSource clock;
    private final ConcurrentMap<Reference, PinnedImage> pinned = new ConcurrentHashMap<>();
    private volatile Map<Digest, Long> blobs = Map.of();
    private volatile boolean isLoaded;

    /** @param records of manifests and tags, where they lie on the disk */
    public Pins(PinRecords files, RepositoryRecords records, InstantSource clock) {
        this.files = files;
        this.records = records;
        this.images = new ImageBlobs(records);
        this.clock = clock;
    }

    /** Reads what was pinned before. Until then everything counts as pinned. */
    public synchronized void load() {
        try {
            for (Pin pin : files.all()) {
                pinned.put(pin.reference(), read(pin));
            }
            unite();
            isLoaded = true;
        } catch (IOException e) {
            LOG.error("nothing is evicted, because it cannot be read what is pinned", e);
        }
    }

    public boolean isPinned(Digest digest) {
        return !isLoaded || blobs.containsKey(digest);
    }

    /** Everything that is pinned, once, at the sizes manifests say. */
    public long bytes() {
        return blobs.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Pinning again changes nothing. */
    public synchronized PinnedImage pin(Reference reference) throws IOException {
        PinnedImage known = pinned.get(reference);
        if (known != null) {
            return known;
        }
        PinnedImage image = read(new Pin(reference, Optional.empty(), clock.instant()));
        files.put(image.pin());
        pinned.put(reference, image);
        return renewed(reference, image.pin());
    }

    /** @return false when it was not pinned */
    public synchronized boolean unpin(Reference reference) throws IOException {
        files.remove(reference);
        boolean wasPinned = pinned.remove(reference) != null;
        unite();
        return wasPinned;
    }

    /** By the names of the images. */
    public List<PinnedImage> list() {
        return pinned.values().stream()
                .sorted(Comparator.comparing(image -> image.pin().reference().toString()))
                .toList();
    }

    /** A tag was seen to name {@code named}. */
    void tagSeen(Reference.ByTag tag, Digest named) {
        PinnedImage known = pinned.get(tag);
        if (known == null || known.pin().last().equals(Optional.of(named))) {
            return;
        }
        synchronized (this) {
            if (pinned.containsKey(tag)) {
                write(renewed(tag, known.pin().seen(named)).pin());
            }
        }
    }

    private void write(Pin pin) {
        try {
            files.put(pin);
        } catch (IOException e) {
            LOG.warn("{} stays pinned, but after a restart perhaps as it was: {}", pin.reference(), e.toString());
        }
    }

    /** Read twice: what came during the first time was not known to be pinned yet. */
    private PinnedImage renewed(Reference reference, Pin pin) {
        pinned.put(reference, read(pin));
        unite();
        PinnedImage image = read(pin);
        pinned.put(reference, image);
        unite();
        return image;
    }

    /** A manifest has come; what it names belongs to the pinned images it belongs to. */
    void manifestCame(Repository repository, Digest manifest) {
        if (!blobs.containsKey(manifest)) {
            return;
        }
        synchronized (this) {
            pinned.replaceAll((reference, image) ->
                    reference.repository().equals(repository) && image.blobs().containsKey(manifest)
                            ? read(image.pin())
                            : image);
            unite();
        }
    }

    private PinnedImage read(Pin pin) {
        Optional<Digest> root = named(pin.reference()).or(pin::last);
        Pin seen = root.map(pin::seen).orElse(pin);
        return new PinnedImage(
                seen,
                root.map(digest -> images.of(pin.reference().repository(), digest))
                        .orElse(Map.of()));
    }

    /** What a reference names as far as the records know. */
    public Optional<Digest> named(Reference reference) {
        return switch (reference) {
            case Reference.ByDigest fixed -> Optional.of(fixed.digest());
            case Reference.ByTag tag ->
                records.tag(tag) instanceof Lookup.Found<TagEntry> found
                        ? Optional.of(found.value().digest())
                        : Optional.empty();
        };
    }

    private void unite() {
        Map<Digest, Long> all = new HashMap<>();
        pinned.values().forEach(image -> all.putAll(image.blobs()));
        blobs = Map.copyOf(all);
    }
}
