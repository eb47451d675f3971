package dev.entrepot.core.rebuild;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.PullPorts;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the index what the record files of one repository say. */
final class RepositoryRebuild {

    private static final Logger LOG = LoggerFactory.getLogger(RepositoryRebuild.class);

    private final PullPorts ports;
    private final RepositoryCatalog catalog;
    private final Registration registration;
    private final RebuildTally tally;

    RepositoryRebuild(PullPorts ports, RepositoryCatalog catalog, Registration registration, RebuildTally tally) {
        this.ports = ports;
        this.catalog = catalog;
        this.registration = registration;
        this.tally = tally;
    }

    void run(Repository repository) throws IOException, InterruptedException {
        for (Digest digest : catalog.manifests(repository)) {
            manifest(repository, digest);
        }
        for (Reference.ByTag tag : catalog.tags(repository)) {
            tag(tag);
        }
    }

    void manifest(Repository repository, Digest digest) throws InterruptedException {
        Lookup<ManifestRecord> read = ports.records().manifest(repository, digest);
        if (read instanceof Lookup.Found<ManifestRecord> found) {
            ManifestRecord record = found.value();
            registration.register(digest, record.size(), record.isPublic());
            for (ManifestRecord.Child child : record.children()) {
                registration.register(
                        child.descriptor().digest(), child.descriptor().size(), child.proven() && child.isPublic());
            }
            link(repository, digest, record);
            tally.manifest();
        } else {
            noteIfUnreadable(digest, read);
        }
    }

    private void link(Repository repository, Digest digest, ManifestRecord record) {
        record.link(ports.links(), repository, digest);
        if (ports.records().manifest(repository, digest) instanceof Lookup.Absent<ManifestRecord>) {
            unlink(repository, digest, record);
        }
    }

    /** It was purged while it was being linked. What another manifest names too is linked again by that one, or asked about. */
    private void unlink(Repository repository, Digest digest, ManifestRecord record) {
        ports.links().remove(repository, digest);
        record.children()
                .forEach(child ->
                        ports.links().remove(repository, child.descriptor().digest()));
    }

    /** Until record and index agree: somebody may have moved the tag in between. */
    void tag(Reference.ByTag tag) throws InterruptedException {
        Lookup<TagEntry> read = ports.records().tag(tag);
        Lookup<TagEntry> written = Lookup.absent();
        while (read instanceof Lookup.Found<TagEntry> found && !Objects.equals(read, written)) {
            ports.tags().put(tag, found.value());
            written = read;
            read = ports.records().tag(tag);
        }
        if (read instanceof Lookup.Absent<TagEntry> && written instanceof Lookup.Found<TagEntry>) {
            ports.tags().remove(tag);
        }
        noteIfUnreadable(tag, read);
        tally.tag();
    }

    private void noteIfUnreadable(Object what, Lookup<?> read) {
        if (read instanceof Lookup.Unreachable<?> disk) {
            LOG.warn("the record of {} cannot be read: {}", what, disk.cause().toString());
            tally.problem();
        }
    }
}
