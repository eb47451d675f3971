package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blobs of a {@link DataFolder} by the names of their files. Each page reads the names of the whole folder and keeps
 * as many as were asked for: a million names take about a second, and memory stays the same whatever there is.
 */
public final class DiskBlobCatalog implements BlobCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(DiskBlobCatalog.class);

    private final DiskFiles files;
    private final DiskLayout layout;

    public DiskBlobCatalog(DataFolder data) {
        this.files = data.files();
        this.layout = data.layout();
    }

    @Override
    public List<Digest> after(Optional<Digest> last, int limit) throws IOException {
        List<Digest> page = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            if (page.size() < limit && (last.isEmpty() || last.get().algorithm().compareTo(algorithm) <= 0)) {
                page.addAll(smallest(algorithm, last, limit - page.size()));
            }
        }
        return page;
    }

    private Set<Digest> smallest(DigestAlgorithm algorithm, Optional<Digest> last, int limit) throws IOException {
        TreeSet<Digest> smallest = new TreeSet<>();
        visit(
                algorithm,
                file -> layout.recorded(file, algorithm)
                        .filter(digest -> last.isEmpty() || digest.compareTo(last.get()) > 0)
                        .filter(digest -> smallest.size() < limit || digest.compareTo(smallest.last()) < 0)
                        .ifPresent(digest -> {
                            smallest.add(digest);
                            if (smallest.size() > limit) {
                                smallest.pollLast();
                            }
                        }));
        return smallest;
    }

    /** A folder that was copied by hand may lack the one of an algorithm of which there is nothing. */
    private void visit(DigestAlgorithm algorithm, Consumer<Path> each) throws IOException {
        try {
            files.visit(layout.blobs(algorithm), each);
        } catch (NoSuchFileException e) {
            LOG.debug("no blobs by {}", algorithm, e);
        }
    }

    @Override
    public long count() throws IOException {
        LongAdder count = new LongAdder();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            visit(algorithm, file -> layout.recorded(file, algorithm).ifPresent(digest -> count.increment()));
        }
        return count.sum();
    }

    @Override
    public Lookup<Long> size(Digest digest) {
        Path file = layout.blob(digest);
        try {
            return Lookup.found(files.size(file));
        } catch (NoSuchFileException e) {
            return Lookup.absent();
        } catch (IOException e) {
            return Lookup.unreachable(Dependency.DISK, e);
        }
    }
}
