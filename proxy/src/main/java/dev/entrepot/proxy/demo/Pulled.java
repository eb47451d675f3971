package dev.entrepot.proxy.demo;

import java.util.List;

/**
 * An image as it reached a client.
 *
 * @param blobs asked for only when the manifest was right
 */
record Pulled(Fetched manifest, List<Fetched> blobs) {

    Pulled {
        blobs = List.copyOf(blobs);
    }

    long bytes() {
        return manifest.bytes() + blobs.stream().mapToLong(Fetched::bytes).sum();
    }

    /** Every digest and size is what was asked for. */
    boolean isRight() {
        return manifest instanceof Fetched.Right && blobs.stream().allMatch(Fetched.Right.class::isInstance);
    }

    /** Something came that looked whole and was not right. */
    boolean isDeceived() {
        return manifest instanceof Fetched.Wrong || blobs.stream().anyMatch(Fetched.Wrong.class::isInstance);
    }

    boolean isCutShort() {
        return blobs.stream().anyMatch(Fetched.CutShort.class::isInstance);
    }

    boolean isMarkedStale() {
        return manifest instanceof Fetched.Right right && right.cacheStatus().contains("detail=stale");
    }

    boolean isRefusedWith(int status) {
        return manifest instanceof Fetched.Refused refused && refused.status() == status;
    }
}
