package dev.entrepot.core.evict;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room. One round at a time, on a thread where nobody waits for it; a round costs what it evicts, and each pinned
 * blob at most once whenever its turn would have come.
 */
public final class Evictor {

    private static final Logger LOG = LoggerFactory.getLogger(Evictor.class);
    private static final int BATCH = 64;
    private static final int MOST_REFUSALS = 8;

    private final Room room;
    private final BoundedStore store;
    private final Books books;
    private final UseNotes notes;
    private final BrokenTransfers leftovers;
    private final Keeping keeping;
    private final Evicting observer;

    public Evictor(
            Room room,
            BoundedStore store,
            Books books,
            UseNotes notes,
            BrokenTransfers leftovers,
            Keeping keeping,
            Evicting observer) {
        this.room = room;
        this.store = store;
        this.books = books;
        this.notes = notes;
        this.leftovers = leftovers;
        this.keeping = keeping;
        this.observer = observer;
    }

    /** Writes down what was used; to be called every few seconds, and before the index closes. */
    public synchronized void writeUses() {
        Set<Digest> used = notes.take();
        try {
            books.usage().used(used, books.clock().instant());
        } catch (IndexUnavailableException e) {
            LOG.debug("{} uses are lost", used.size(), e);
        }
    }

    /** Writes down what was used and looks whether room is needed: others may fill the disk as well. */
    public synchronized void tick() {
        room.freed();
        if (room.isCrowded()) {
            round();
        } else {
            writeUses();
        }
    }

    /** Evicts down to the low mark, or as far as it gets. */
    public synchronized void round() {
        writeUses();
        long changes = room.changes();
        try {
            if (room.excess() > 0 && !(keeping.isKnown() && makeRoom())) {
                observer.exhausted(room.excess());
                room.exhausted(changes);
            }
        } catch (IndexUnavailableException e) {
            LOG.warn("eviction stops: {}", e.toString());
            room.exhausted(changes);
        }
    }

    /**
     * In one pass over the turns: who is pinned is moved up, and passed over where it comes up again.
     *
     * @return false when nothing more can go
     */
    private boolean makeRoom() {
        leftovers.dropOlder(room);
        Set<Digest> stayed = new HashSet<>();
        Optional<Usage> passed = Optional.empty();
        int refusals = 0;
        while (room.excess() > 0) {
            List<Usage> next = next(passed);
            if (next.isEmpty()) {
                leftovers.dropAll(room);
                return room.excess() <= 0;
            }
            for (Usage victim : next) {
                if (room.excess() > 0 && !stayed.contains(victim.digest())) {
                    refusals += evict(victim, stayed) == BoundedStore.Eviction.REFUSED ? 1 : 0;
                }
            }
            if (refusals >= MOST_REFUSALS) {
                return false;
            }
            passed = Optional.of(next.getLast());
        }
        return true;
    }

    /** @throws IndexUnavailableException when nobody can tell: that is not the same as nobody */
    private List<Usage> next(Optional<Usage> passed) {
        return switch (books.usage().weakest(passed, BATCH)) {
            case Lookup.Found<List<Usage>> found -> found.value();
            case Lookup.Absent<List<Usage>> none -> List.of();
            case Lookup.Unreachable<List<Usage>> down ->
                throw new IndexUnavailableException("nobody can tell who goes next", down.cause());
        };
    }

    private BoundedStore.Eviction evict(Usage victim, Set<Digest> stayed) {
        BoundedStore.Eviction how = store.evict(victim, keeping::isKept);
        switch (how) {
            case DONE -> {
                observer.evicted(victim);
                room.freed();
            }
            case PINNED, REFUSED -> stayed.add(victim.digest());
            case MOVED -> LOG.debug("{} was used just now", victim.digest());
        }
        return how;
    }
}
