package dev.entrepot.core.evict;

import dev.entrepot.core.oci.Digest;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A fixed number of locks shared out among all digests. Hold one at a time, and take the store's own after it. */
final class DigestLocks {

    private static final int LOCKS = 256;

    private final Lock[] locks = new Lock[LOCKS];

    DigestLocks() {
        Arrays.setAll(locks, index -> new ReentrantLock());
    }

    Lock of(Digest digest) {
        int hash = digest.hashCode();
        return locks[(hash ^ (hash >>> 16)) & (LOCKS - 1)];
    }
}
