package dev.entrepot.e2e.crash;

import dev.entrepot.core.oci.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the proxy has said it keeps, as request targets with the digest of what they must answer. A blob is kept once it was
 * answered as a hit: its last byte goes out before that is on the disk. A manifest is kept when it is answered.
 */
final class Acknowledged {

    private final Map<String, Digest> all = new ConcurrentHashMap<>();
    private final List<String> lately = Collections.synchronizedList(new ArrayList<>());

    void add(String target, Digest digest) {
        if (all.put(target, digest) == null) {
            lately.add(target);
        }
    }

    int size() {
        return all.size();
    }

    Map<String, Digest> all() {
        return Map.copyOf(all);
    }

    /** What came since the last time, and so many of the others. */
    Map<String, Digest> sample(int others, Random random) {
        List<String> old = new ArrayList<>(all.keySet());
        Collections.sort(old);
        Collections.shuffle(old, random);
        Map<String, Digest> sample = new ConcurrentHashMap<>();
        old.stream().limit(others).forEach(target -> sample.put(target, digest(target)));
        synchronized (lately) {
            lately.forEach(target -> sample.put(target, digest(target)));
            lately.clear();
        }
        return sample;
    }

    private Digest digest(String target) {
        return Objects.requireNonNull(all.get(target));
    }
}
