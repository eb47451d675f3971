package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.rebuild.IndexRebuild;
import java.io.IOException;
import java.util.List;

/** The record files of one repository after another, against the index. */
final class RecordCheck {

    private final FsckSources sources;
    private final FsckTally tally;
    private final Glance glance;
    private final IndexRebuild rebuild;

    RecordCheck(FsckSources sources, FsckTally tally, Glance glance) {
        this.sources = sources;
        this.tally = tally;
        this.glance = glance;
        this.rebuild = new IndexRebuild(sources.ports(), sources.records(), sources.files());
    }

    void run(Repository repository) throws IOException, InterruptedException {
        List<Digest> manifests = sources.records().manifests(repository);
        List<Reference.ByTag> tags = sources.records().tags(repository);
        manifests(repository, manifests);
        tags(repository, tags);
        tally.repository(manifests.size(), tags.size());
    }

    private void manifests(Repository repository, List<Digest> manifests) throws InterruptedException {
        for (Digest digest : glance.wrong(manifests, digest -> isMalformed(repository, digest))) {
            tally.found(
                    Finding.Kind.UNREADABLE_RECORD,
                    new Reference.ByDigest(repository, digest),
                    "its file is no record of a manifest",
                    () -> sources.ports().records().removeManifest(repository, digest));
        }
        for (Digest digest : glance.wrong(manifests, digest -> isNotIndexed(repository, digest))) {
            tally.found(
                    Finding.Kind.NOT_INDEXED,
                    new Reference.ByDigest(repository, digest),
                    "the index does not know all that its record says",
                    () -> rebuild.manifest(repository, digest));
        }
    }

    private boolean isMalformed(Repository repository, Digest digest) {
        return switch (sources.ports().records().manifest(repository, digest)) {
            case Lookup.Found<ManifestRecord> found -> false;
            case Lookup.Absent<ManifestRecord> absent -> isStillListed(repository, digest);
            case Lookup.Unreachable<ManifestRecord> disk -> {
                tally.problem(new Reference.ByDigest(repository, digest), disk.cause());
                yield false;
            }
        };
    }

    private boolean isStillListed(Repository repository, Digest digest) {
        try {
            return sources.records().manifests(repository).contains(digest);
        } catch (IOException e) {
            tally.problem(repository, e);
            return false;
        }
    }

    private boolean isNotIndexed(Repository repository, Digest digest) {
        if (!(sources.ports().records().manifest(repository, digest) instanceof Lookup.Found<ManifestRecord> found)) {
            return false;
        }
        return isMissing(repository, digest, true)
                || found.value().children().stream()
                        .anyMatch(child ->
                                isMissing(repository, child.descriptor().digest(), child.proven()));
    }

    private boolean isMissing(Repository repository, Digest digest, boolean proven) {
        return switch (sources.ports().links().find(repository, digest)) {
            case Lookup.Found<Link> found -> proven && !found.value().isProven();
            case Lookup.Absent<Link> absent -> true;
            case Lookup.Unreachable<Link> down -> {
                tally.problem("the index", down.cause());
                yield false;
            }
        };
    }

    private void tags(Repository repository, List<Reference.ByTag> tags) throws InterruptedException {
        for (Reference.ByTag tag : glance.wrong(tags, this::isMalformed)) {
            tally.found(
                    Finding.Kind.UNREADABLE_RECORD,
                    tag,
                    "its file is no record of a tag",
                    () -> sources.ports().records().removeTag(tag));
        }
        for (Reference.ByTag tag : glance.wrong(tags, this::isNotIndexed)) {
            tally.found(
                    Finding.Kind.NOT_INDEXED,
                    tag,
                    "the index does not say of it what its record says",
                    () -> rebuild.tag(tag));
        }
        for (Reference.ByTag tag : glance.wrong(tags, tag -> leadsNowhere(repository, tag))) {
            tally.found(Finding.Kind.BROKEN_LINK, tag, "it names a manifest that is not known here", () -> {
                sources.ports().records().removeTag(tag);
                sources.ports().tags().remove(tag);
            });
        }
    }

    private boolean isMalformed(Reference.ByTag tag) {
        return switch (sources.ports().records().tagRecord(tag)) {
            case Lookup.Found<TagRecord> found -> false;
            case Lookup.Absent<TagRecord> absent -> isStillListed(tag);
            case Lookup.Unreachable<TagRecord> disk -> {
                tally.problem(tag, disk.cause());
                yield false;
            }
        };
    }

    private boolean isStillListed(Reference.ByTag tag) {
        try {
            return sources.records().tags(tag.repository()).contains(tag);
        } catch (IOException e) {
            tally.problem(tag, e);
            return false;
        }
    }

    private boolean isNotIndexed(Reference.ByTag tag) {
        if (!(sources.ports().records().tag(tag) instanceof Lookup.Found<TagEntry> recorded)) {
            return false;
        }
        return switch (sources.ports().tags().find(tag)) {
            case Lookup.Found<TagEntry> indexed -> !indexed.equals(recorded);
            case Lookup.Absent<TagEntry> absent -> true;
            case Lookup.Unreachable<TagEntry> down -> {
                tally.problem("the index", down.cause());
                yield false;
            }
        };
    }

    private boolean leadsNowhere(Repository repository, Reference.ByTag tag) {
        return sources.ports().records().tag(tag) instanceof Lookup.Found<TagEntry> recorded
                && Manifests.isUnknown(
                        sources.ports(), repository, recorded.value().digest());
    }
}
