package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.bucket.Bucket;
import dev.entrepot.core.bucket.BucketRecords.Read;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.upload.Outbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records and manifests from the bucket, one {@code GET} each. */
public final class BucketRecall implements Recall {

    /** Somebody waits, and the upstream may have it. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(BucketRecall.class);

    private final Bucket bucket;
    private final PullPorts ports;
    private final Outbox outbox;

    public BucketRecall(Bucket bucket, PullPorts ports, Outbox outbox) {
        this.bucket = bucket;
        this.ports = ports;
        this.outbox = outbox;
    }

    @Override
    public boolean manifest(Reference.ByDigest reference, Deadline deadline) {
        if (!(bucket.records().manifest(reference, deadline.atMost(PATIENCE))
                instanceof Lookup.Found<Read<ManifestRecord>> found)) {
            return false;
        }
        ManifestRecord record = found.value().value();
        outbox.isThere(reference, record, found.value().etag());
        try {
            ports.records().putManifest(reference.repository(), reference.digest(), record);
        } catch (IOException e) {
            LOG.warn("what the bucket knows of {} could not be noted: {}", reference, e.toString());
            return false;
        }
        link(reference, record);
        return true;
    }

    /** While the index cannot be asked either, what the record files say counts. */
    private void link(Reference.ByDigest reference, ManifestRecord record) {
        try {
            record.link(ports.links(), reference.repository(), reference.digest());
        } catch (IndexUnavailableException e) {
            LOG.debug("what the bucket knows of {} is not in the index", reference, e);
        }
    }

    @Override
    public Optional<ByteBuffer> content(Digest digest, Deadline deadline) {
        Deadline soon = deadline.atMost(PATIENCE);
        if (!(bucket.open(digest, Window.all(), soon) instanceof Lookup.Found<RemoteBlob> found)) {
            return Optional.empty();
        }
        try (RemoteBlob stream = found.value()) {
            Optional<ByteBuffer> content = read(stream, soon);
            if (content.isEmpty()
                    || !Digest.of(digest.algorithm(), content.get().duplicate()).equals(digest)) {
                LOG.warn("the bucket has something else for the manifest {}", digest);
                outbox.isWrong(digest, Math.max(0, stream.size()), stream.validator());
                return Optional.empty();
            }
            keep(digest, content.get(), stream.validator());
            return content;
        } catch (IOException e) {
            LOG.debug("{} could not be read from the bucket", digest, e);
            return Optional.empty();
        }
    }

    /** Empty where it is no manifest. */
    private static Optional<ByteBuffer> read(RemoteBlob stream, Deadline deadline) throws IOException {
        if (stream.size() < 0) {
            throw new IOException("the bucket does not say how long it is");
        }
        if (stream.size() > Manifest.MAX_SIZE) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.allocate((int) stream.size());
        for (ByteBuffer chunk = stream.next(); chunk != null; chunk = stream.next()) {
            if (chunk.remaining() > content.remaining()) {
                return Optional.empty();
            }
            content.put(chunk);
            if (content.hasRemaining() && deadline.isOver()) {
                throw new IOException("it did not come within the time limit");
            }
        }
        return Optional.of(content.flip());
    }

    private void keep(Digest digest, ByteBuffer content, Optional<String> etag) {
        outbox.isThere(digest, content.remaining(), etag);
        if (ports.store().put(digest, content.duplicate()) instanceof Lookup.Found<Long> size) {
            try {
                ports.blobs().put(digest, new BlobRecord(size.value(), false));
            } catch (IndexUnavailableException e) {
                LOG.warn("could not record {}: {}", digest, e.toString());
            }
        }
    }

    @Override
    public Optional<TagEntry> tag(Reference.ByTag tag, Deadline deadline) {
        if (!(bucket.records().tag(tag, deadline.atMost(PATIENCE)) instanceof Lookup.Found<Read<TagRecord>> found)) {
            return Optional.empty();
        }
        TagRecord record = found.value().value();
        outbox.isThere(tag, record, found.value().etag());
        return record instanceof TagEntry entry && !isGoneSince(tag, entry) ? Optional.of(entry) : Optional.empty();
    }

    /** That it is gone may not have come to the bucket yet. */
    private boolean isGoneSince(Reference.ByTag tag, TagEntry entry) {
        return ports.records().tagRecord(tag) instanceof Lookup.Found<TagRecord> known
                && known.value() instanceof GoneTag gone
                && !gone.checked().isBefore(entry.checked());
    }
}
