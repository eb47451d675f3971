package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketObject;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.upload.Outbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bucket, and behind it the upstream. The bucket is asked only for what belongs to the repository already: it has what
 * anybody put there, and proves nothing. Whatever it does not bring, or not rightly, the upstream has.
 */
public final class BucketFirst implements BlobSource {

    private static final Logger LOG = LoggerFactory.getLogger(BucketFirst.class);

    /** For a question that is but to save waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Bucket bucket;
    private final BlobSource upstream;
    private final PullPorts ports;
    private final Gate gate;
    private final Outbox outbox;
    private final Recall recall;
    private final Memories memories;
    private final SingleFlight<Reference.ByDigest, Boolean> recalling;

    /**
     * What is remembered for a while.
     *
     * @param distrusted what the bucket had wrongly, or stopped sending
     * @param doubted what has another length there than somebody claims
     * @param recalled manifests whose records were asked for
     */
    public record Memories(
            ShortMemory<Digest, Boolean> distrusted,
            ShortMemory<Digest, BucketObject> doubted,
            ShortMemory<Reference.ByDigest, Boolean> recalled) {}

    public BucketFirst(
            Bucket bucket, BlobSource upstream, PullPorts ports, Recall recall, Outbox outbox, Memories memories) {
        this.bucket = bucket;
        this.upstream = upstream;
        this.recall = recall;
        this.memories = memories;
        this.ports = ports;
        this.gate = new Gate(ports);
        this.outbox = outbox;
        this.recalling = new SingleFlight<>();
    }

    private BucketFirst(BucketFirst same, BlobSource upstream) {
        this.bucket = same.bucket;
        this.upstream = upstream;
        this.recall = same.recall;
        this.memories = same.memories;
        this.ports = same.ports;
        this.gate = same.gate;
        this.outbox = same.outbox;
        this.recalling = same.recalling;
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        if (memories.distrusted().get(digest).isEmpty()) {
            Gate.Pass pass = pass(repository, digest, deadline);
            Optional<RemoteBlob> there = pass.admitted() ? open(pass, digest, window, deadline) : Optional.empty();
            if (there.isPresent()) {
                boolean isPublic = isPublic(repository, digest, pass);
                return Lookup.found(new FromBucket(
                        there.get(), isPublic, () -> memories.distrusted().put(digest, true)));
            }
        }
        return upstream.open(repository, digest, window, deadline);
    }

    /** One {@code HEAD}: it proves that something is there, and never to whom it belongs. */
    @Override
    public boolean sparesUpstreams(Repository repository, Digest digest, Deadline deadline) {
        if (memories.distrusted().get(digest).isPresent()) {
            return false;
        }
        Gate.Pass pass = pass(repository, digest, deadline);
        return pass.admitted()
                && bucket.look(digest, deadline.atMost(PATIENCE)) instanceof Lookup.Found<BucketObject> there
                && isAsClaimed(there.value().size(), pass.size());
    }

    @Override
    public BlobSource askingUpstreamsBy(UnaryOperator<BlobSource> how) {
        return new BucketFirst(this, how.apply(upstream));
    }

    @Override
    public BlobSource upstreamsOnly() {
        return upstream;
    }

    /** What a manifest only claims may have been proven elsewhere: its record there is asked for once in a while. */
    private Gate.Pass pass(Repository repository, Digest digest, Deadline deadline) {
        Gate.Pass pass = gate.pass(repository, digest);
        Optional<Digest> via = pass.link().flatMap(Link::via);
        if (pass.admitted() || via.isEmpty()) {
            return pass;
        }
        Reference.ByDigest manifest = new Reference.ByDigest(repository, via.get());
        boolean isNew = memories.recalled().get(manifest).isEmpty()
                && recalling.fly(manifest, deadline, () -> recalled(manifest, deadline), () -> false);
        return isNew ? gate.pass(repository, digest) : pass;
    }

    private boolean recalled(Reference.ByDigest manifest, Deadline deadline) {
        boolean isKnown = recall.manifest(manifest, deadline);
        memories.recalled().put(manifest, isKnown);
        return isKnown;
    }

    private Optional<RemoteBlob> open(Gate.Pass pass, Digest digest, Window window, Deadline deadline) {
        return switch (bucket.open(digest, window, deadline)) {
            case Lookup.Found<RemoteBlob> found -> fitting(found.value(), pass.size(), digest);
            case Lookup.Absent<RemoteBlob> absent -> {
                outbox.isMissing(digest);
                yield Optional.empty();
            }
            case Lookup.Unreachable<RemoteBlob> down -> {
                LOG.debug(
                        "{} is not had from the bucket: {}",
                        digest,
                        down.cause().toString());
                yield Optional.empty();
            }
        };
    }

    /** A size is anybody's claim: the object is done without, and nothing worse before the digest has told who is right. */
    private Optional<RemoteBlob> fitting(RemoteBlob there, long claimed, Digest digest) {
        if (!isAsClaimed(there.size(), claimed)) {
            LOG.warn("the bucket has {} bytes for {}, and not {}", there.size(), digest, claimed);
            there.validator().ifPresent(etag -> memories.doubted().put(digest, new BucketObject(there.size(), etag)));
            there.close();
            return Optional.empty();
        }
        outbox.isThere(digest, there.size(), there.validator());
        return Optional.of(there);
    }

    private static boolean isAsClaimed(long size, long claimed) {
        return claimed < 0 || size < 0 || size == claimed;
    }

    @Override
    public void verified(Digest digest, long size) {
        Optional<BucketObject> doubted = memories.doubted().get(digest);
        memories.doubted().forget(digest);
        doubted.filter(there -> there.size() != size)
                .ifPresent(wrong -> refuted(digest, wrong.size(), Optional.of(wrong.etag())));
    }

    /** What anyone could once have is no secret, as the index or the record of the manifest remembers. */
    private boolean isPublic(Repository repository, Digest digest, Gate.Pass pass) {
        if (ports.blobs().find(digest) instanceof Lookup.Found<BlobRecord> held) {
            return held.value().isPublic();
        }
        Optional<Digest> via = pass.link().flatMap(Link::via);
        return via.isPresent()
                && ports.records().manifest(repository, via.get()) instanceof Lookup.Found<ManifestRecord> record
                && record.value().children().stream()
                        .anyMatch(child -> child.descriptor().digest().equals(digest) && child.isPublic());
    }

    @Override
    public void refuted(Digest digest, RemoteBlob stream) {
        refuted(digest, stream.size(), stream.validator());
    }

    private void refuted(Digest digest, long size, Optional<String> etag) {
        memories.distrusted().put(digest, true);
        bucket.refuted(digest);
        outbox.isWrong(digest, Math.max(0, size), etag);
    }

    @Override
    public Dependency dependency() {
        return upstream.dependency();
    }

    /** A stream that is not asked for again where it broke. */
    private static final class FromBucket extends RelayedBlob {

        private final boolean isPublic;
        private final Runnable distrust;

        FromBucket(RemoteBlob stream, boolean isPublic, Runnable distrust) {
            super(stream);
            this.isPublic = isPublic;
            this.distrust = distrust;
        }

        @Override
        public boolean isPublic() {
            return isPublic;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            try {
                return super.next();
            } catch (IOException e) {
                distrust.run();
                throw e;
            }
        }
    }
}
