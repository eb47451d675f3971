package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sizes that a test has registered, and what was put into quarantine. */
final class NotedLedger implements BlobLedger {

    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();
    private final List<Digest> quarantined = new CopyOnWriteArrayList<>();

    void register(Digest digest, long size) {
        sizes.put(digest, size);
    }

    List<Digest> quarantined() {
        return List.copyOf(quarantined);
    }

    @Override
    public long size(Digest digest) {
        return sizes.getOrDefault(digest, -1L);
    }

    @Override
    public void quarantined(Digest digest, long size, String why) {
        quarantined.add(digest);
    }
}
