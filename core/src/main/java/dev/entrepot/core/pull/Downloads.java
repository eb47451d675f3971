package dev.entrepot.core.pull;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** The downloads under way, at most one per digest. */
public final class Downloads {

    private final ConcurrentMap<Digest, Download> underWay = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public Downloads(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    /** @param first whether the caller has to start it */
    record Joined(Download download, boolean first) {}

    Joined join(Digest digest, Repository repository) {
        Download other = underWay.get(digest);
        if (other != null) {
            return new Joined(other, false);
        }
        Download fresh = new Download(digest, repository, nanoTime);
        other = underWay.putIfAbsent(digest, fresh);
        return other == null ? new Joined(fresh, true) : new Joined(other, false);
    }

    public Optional<Download> underWay(Digest digest) {
        return Optional.ofNullable(underWay.get(digest));
    }

    void finished(Download download) {
        underWay.remove(download.digest(), download);
    }

    /** Those under way at some moment. */
    public List<Download> snapshot() {
        return List.copyOf(underWay.values());
    }

    public int count() {
        return underWay.size();
    }
}
