package dev.entrepot.core.rebuild;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fills a new index from the files it is a catalogue of, while pulls read and write it.
 *
 * <p>Records come first, because they say how long a blob must be: a file that is shorter was damaged on its way here and
 * must not be registered as it is. Whatever else lies among the blobs is registered after that.
 *
 * <p>What a pull writes meanwhile is newer than what is read here. Everything that is written here only adds, or is
 * compared with its file once more after it was written ({@link RepositoryRebuild}).
 */
public final class IndexRebuild {

    private static final int PAGE = 50_000;

    private final PullPorts ports;
    private final RepositoryCatalog records;
    private final BlobCatalog files;

    public IndexRebuild(PullPorts ports, RepositoryCatalog records, BlobCatalog files) {
        this.ports = ports;
        this.records = records;
        this.files = files;
    }

    /**
     * Safe to repeat, also after it was cut short.
     *
     * @param heard told now and then how far it is
     * @throws IOException when there is no telling what there is
     * @throws IndexUnavailableException when the index takes no more
     */
    public RebuildProgress run(Consumer<RebuildProgress> heard) throws IOException, InterruptedException {
        RebuildTally tally = new RebuildTally(heard);
        Registration registration = new Registration(ports, files, tally);
        for (Repository repository : records.repositories()) {
            new RepositoryRebuild(ports, records, registration, tally).run(repository);
        }
        registerTheRest(registration);
        return tally.progress();
    }

    /** What one record says. */
    public void manifest(Repository repository, Digest digest) throws InterruptedException {
        repository(new RebuildTally(ignored -> {})).manifest(repository, digest);
    }

    /** What one record says. */
    public void tag(Reference.ByTag tag) throws InterruptedException {
        repository(new RebuildTally(ignored -> {})).tag(tag);
    }

    private RepositoryRebuild repository(RebuildTally tally) {
        return new RepositoryRebuild(ports, records, new Registration(ports, files, tally), tally);
    }

    private void registerTheRest(Registration registration) throws IOException, InterruptedException {
        Optional<Digest> last = Optional.empty();
        List<Digest> page;
        do {
            page = files.after(last, PAGE);
            for (Digest digest : page) {
                registration.register(digest, Registration.ANY_SIZE, false);
            }
            last = page.isEmpty() ? last : Optional.of(page.getLast());
        } while (page.size() == PAGE);
    }
}
