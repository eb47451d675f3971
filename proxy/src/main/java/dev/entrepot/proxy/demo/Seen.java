package dev.entrepot.proxy.demo;

import dev.entrepot.proxy.demo.upstream.DemoBlob;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.Traffic;
import java.util.List;

/**
 * What was to be seen of an act, at both ends of entrepot.
 *
 * @param pulls at least one
 * @param upstream what the upstream was asked and sent meanwhile
 */
record Seen(List<Pulled> pulls, long nanos, Traffic upstream) {

    Seen {
        pulls = List.copyOf(pulls);
    }

    /** Bytes of bodies. */
    long toClients() {
        return pulls.stream().mapToLong(Pulled::bytes).sum();
    }

    boolean isAllRight() {
        return pulls.stream().allMatch(Pulled::isRight);
    }

    boolean isDeceived() {
        return pulls.stream().anyMatch(Pulled::isDeceived);
    }

    /** Whether every client lacks something it knows it lacks, and nobody was deceived. */
    boolean isCutShort() {
        return !isDeceived() && pulls.stream().allMatch(Pulled::isCutShort);
    }

    boolean isMarkedStale() {
        return pulls.stream().allMatch(Pulled::isMarkedStale);
    }

    boolean isRefusedWith(int status) {
        return pulls.stream().allMatch(pull -> pull.isRefusedWith(status));
    }

    /** Whether each of these blobs was asked for exactly once, and the upstream sent them and the manifest, no more. */
    boolean isFetchedOnce(DemoImage image, List<DemoBlob> blobs) {
        boolean once = blobs.stream().allMatch(blob -> upstream.fetchesOf(blob.digest()) == 1);
        long bytes = blobs.stream().mapToLong(DemoBlob::size).sum();
        return once && upstream.bytes() == bytes + image.manifest().size();
    }

    boolean isUpstreamLeftAlone() {
        return upstream.requests().isEmpty();
    }
}
