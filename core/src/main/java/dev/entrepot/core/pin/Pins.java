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
    private volatile boolean isKnown;
    private boolean isTold;

    /** @param records of manifests and tags, where they lie on the disk */
    public Pins(PinRecords files, RepositoryRecords records, UnrecordedManifests unrecorded, InstantSource clock) {
        this.files = files;
        this.records = records;
        this.images = new ImageBlobs(records, unrecorded);
        this.clock = clock;
    }

    /** Reads what is pinned, where that is not known. Until it is, everything counts as pinned; so this is to be repeated. */
    public synchronized void load() {
        if (isKnown) {
            return;
        }
        try {
            readAll();
            // Once more: what came during the first time was not known to be pinned yet.
            readAll();
            isKnown = true;
            isTold = false;
        } catch (IOException e) {
            if (!isTold) {
                isTold = true;
                LOG.error("nothing is evicted until it can be read what is pinned", e);
            }
        }
    }

    private void readAll() throws IOException {
        for (Pin pin : files.all()) {
            pinned.put(pin.reference(), read(pin));
        }
        unite();
    }

    /** Whether it can be told what is pinned. */
    public boolean isKnown() {
        return isKnown;
    }

    public boolean isPinned(Digest digest) {
        return !isKnown || blobs.containsKey(digest);
    }

    /** Everything that is pinned, once, at the sizes manifests say. */
    public long bytes() {
        return blobs.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Pinning again changes nothing. */
    public synchronized PinnedImage pin(Reference reference) throws IOException {
        PinnedImage known = pinned.get(reference);
        if (known != null && isKnown) {
            return known;
        }
        PinnedImage image = read(new Pin(reference, Optional.empty(), clock.instant()));
        files.put(image.pin());
        try {
            return renewed(reference, image.pin());
        } catch (IOException e) {
            doubt(e);
            throw e;
        }
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
            try {
                if (pinned.containsKey(tag)) {
                    write(renewed(tag, known.pin().seen(named)).pin());
                }
            } catch (IOException e) {
                doubt(e);
            }
        }
    }

    /** What could not be read may belong to a pinned image: until it can, nothing goes. */
    private void doubt(IOException cause) {
        LOG.warn("what is pinned is read once more, and nothing is evicted until then: {}", cause.toString());
        isKnown = false;
    }

    private void write(Pin pin) {
        try {
            files.put(pin);
        } catch (IOException e) {
            LOG.warn("{} stays pinned, but after a restart perhaps as it was: {}", pin.reference(), e.toString());
        }
    }

    /** Read twice, as by {@link #load}: what came during the first time was not known to be pinned yet. */
    private PinnedImage renewed(Reference reference, Pin pin) throws IOException {
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
            try {
                for (PinnedImage image : List.copyOf(pinned.values())) {
                    Reference reference = image.pin().reference();
                    if (reference.repository().equals(repository)
                            && image.blobs().containsKey(manifest)) {
                        pinned.put(reference, read(image.pin()));
                    }
                }
                unite();
            } catch (IOException e) {
                doubt(e);
            }
        }
    }

    private PinnedImage read(Pin pin) throws IOException {
        Optional<Digest> root = named(pin.reference()).or(pin::last);
        if (root.isEmpty()) {
            return new PinnedImage(pin, Map.of());
        }
        return new PinnedImage(pin.seen(root.get()), images.of(pin.reference().repository(), root.get()));
    }

    /**
     * What a reference names as far as the records know; empty for a tag that was never pulled.
     *
     * @throws IOException when the record cannot be read
     */
    public Optional<Digest> named(Reference reference) throws IOException {
        return switch (reference) {
            case Reference.ByDigest fixed -> Optional.of(fixed.digest());
            case Reference.ByTag tag ->
                switch (records.tag(tag)) {
                    case Lookup.Found<TagEntry> found ->
                        Optional.of(found.value().digest());
                    case Lookup.Absent<TagEntry> never -> Optional.empty();
                    case Lookup.Unreachable<TagEntry> disk ->
                        throw new IOException("the record of " + tag + " cannot be read", disk.cause());
                };
        };
    }

    private void unite() {
        Map<Digest, Long> all = new HashMap<>();
        pinned.values().forEach(image -> all.putAll(image.blobs()));
        blobs = Map.copyOf(all);
    }
}
