package dev.entrepot.proxy.demo.upstream;

import dev.entrepot.core.oci.Digest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nothing past the middle of a blob is sent before every reader has had a byte of it: they got theirs from a blob of
 * which only half had come. No clock decides, so that a slow machine does not look like a broken promise.
 */
public final class Pause {

    private static final long LIMIT_SECONDS = 10;

    private final DemoBlob blob;
    private final AtomicInteger missing;
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean inVain;

    /** @param readers to be waited for, at most ten seconds */
    public Pause(DemoBlob blob, int readers) {
        this.blob = blob;
        this.missing = new AtomicInteger(readers);
    }

    /** A reader has had a byte of {@code digest}; to be called once for each. */
    public void onFirstByte(Digest digest) {
        if (digest.equals(blob.digest()) && missing.decrementAndGet() == 0) {
            open.countDown();
        }
    }

    void beforeSending(Digest digest, long end) throws InterruptedException {
        boolean pastTheMiddle = digest.equals(blob.digest()) && end > blob.size() / 2;
        if (pastTheMiddle && !open.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            inVain = true;
            open.countDown();
        }
    }

    void end() {
        open.countDown();
    }

    /** Whether every reader had a byte while the upstream still held back half. */
    public boolean everyoneHadAByte() {
        return missing.get() <= 0 && !inVain;
    }
}
