package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.PullPorts;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/** What the index says, against the files. */
final class IndexCheck {

    private final FsckSources sources;
    private final PullPorts ports;
    private final FsckTally tally;
    private final Glance glance;
    private final Manifests manifests;

    IndexCheck(FsckSources sources, FsckTally tally, Glance glance) {
        this.sources = sources;
        this.ports = sources.ports();
        this.tally = tally;
        this.glance = glance;
        this.manifests = new Manifests(sources);
    }

    void run(int page) throws InterruptedException {
        tally.begin(FsckProgress.Phase.INDEX, -1, 0);
        each(last -> sources.index().blobs(last, page), this::blobs);
        each(last -> sources.index().links(last, page), this::links);
        each(last -> sources.index().tags(last, page), this::tags);
    }

    private interface Check<K, V> {
        void run(Collection<Map.Entry<K, V>> some) throws InterruptedException;
    }

    private <K, V> void each(Function<Optional<K>, Lookup<SequencedMap<K, V>>> pages, Check<K, V> check)
            throws InterruptedException {
        Optional<K> last = Optional.empty();
        while (true) {
            switch (pages.apply(last)) {
                case Lookup.Found<SequencedMap<K, V>> found -> {
                    if (found.value().isEmpty()) {
                        return;
                    }
                    check.run(found.value().entrySet());
                    tally.indexed(found.value().size());
                    last = Optional.of(found.value().lastEntry().getKey());
                }
                case Lookup.Absent<SequencedMap<K, V>> absent -> {
                    return;
                }
                case Lookup.Unreachable<SequencedMap<K, V>> down -> {
                    tally.problem("the index", down.cause());
                    return;
                }
            }
        }
    }

    private void blobs(Collection<Map.Entry<Digest, BlobRecord>> some) throws InterruptedException {
        for (Map.Entry<Digest, BlobRecord> entry : glance.wrong(some, entry -> isGone(entry.getKey()))) {
            tally.found(
                    Finding.Kind.RECORD_WITHOUT_FILE,
                    entry.getKey(),
                    entry.getValue().size() + " bytes are not there",
                    () -> forget(entry));
        }
    }

    private boolean isGone(Digest digest) {
        return sources.files().size(digest) instanceof Lookup.Absent<Long>
                && ports.blobs().find(digest) instanceof Lookup.Found<BlobRecord>;
    }

    /** It may have arrived between the look at its file and this. */
    private void forget(Map.Entry<Digest, BlobRecord> entry) {
        ports.blobs().remove(entry.getKey());
        if (sources.files().size(entry.getKey()) instanceof Lookup.Found<Long> arrived) {
            ports.blobs()
                    .put(
                            entry.getKey(),
                            new BlobRecord(arrived.value(), entry.getValue().isPublic()));
        }
    }

    private void links(Collection<Map.Entry<Reference.ByDigest, Link>> some) throws InterruptedException {
        for (Map.Entry<Reference.ByDigest, Link> entry : glance.wrong(some, this::isNotRecorded)) {
            Reference.ByDigest name = entry.getKey();
            tally.found(
                    Finding.Kind.NOT_RECORDED,
                    name,
                    "its manifest has no record",
                    () -> manifests.recordAgain(name.repository(), name.digest(), entry.getValue()));
        }
        for (Map.Entry<Reference.ByDigest, Link> entry : glance.wrong(some, this::isBroken)) {
            Reference.ByDigest name = entry.getKey();
            tally.found(
                    Finding.Kind.BROKEN_LINK,
                    name,
                    "claimed by a manifest that is not known here: "
                            + entry.getValue().via().map(Digest::toString).orElse(""),
                    () -> ports.links().remove(name.repository(), name.digest()));
        }
    }

    private boolean isNotRecorded(Map.Entry<Reference.ByDigest, Link> entry) {
        Reference.ByDigest name = entry.getKey();
        Link link = entry.getValue();
        return link.role() == Link.Role.MANIFEST
                && link.isProven()
                && (link.via().isEmpty() || sources.files().size(name.digest()) instanceof Lookup.Found<Long>)
                && ports.records().manifest(name.repository(), name.digest()) instanceof Lookup.Absent<ManifestRecord>
                && ports.links().find(name.repository(), name.digest()) instanceof Lookup.Found<Link>;
    }

    /** A proof stands for itself; a claim is as good as its manifest. */
    private boolean isBroken(Map.Entry<Reference.ByDigest, Link> entry) {
        Reference.ByDigest name = entry.getKey();
        Link link = entry.getValue();
        return !link.isProven()
                && link.via().isPresent()
                && Manifests.isUnknown(ports, name.repository(), link.via().get())
                && ports.links().find(name.repository(), name.digest()).equals(Lookup.found(link));
    }

    private void tags(Collection<Map.Entry<Reference.ByTag, TagEntry>> some) throws InterruptedException {
        for (Map.Entry<Reference.ByTag, TagEntry> entry : glance.wrong(some, entry -> isNotRecorded(entry.getKey()))) {
            tally.found(
                    Finding.Kind.NOT_RECORDED,
                    entry.getKey(),
                    "the tag has no record",
                    () -> ports.records().putTag(entry.getKey(), entry.getValue()));
        }
        for (Map.Entry<Reference.ByTag, TagEntry> entry : glance.wrong(some, entry -> isGone(entry.getKey()))) {
            tally.found(
                    Finding.Kind.BROKEN_LINK,
                    entry.getKey(),
                    "its record says that the tag is gone",
                    () -> ports.tags().remove(entry.getKey()));
        }
    }

    private boolean isNotRecorded(Reference.ByTag tag) {
        return ports.records().tagRecord(tag) instanceof Lookup.Absent<TagRecord>
                && ports.tags().find(tag) instanceof Lookup.Found<TagEntry>;
    }

    private boolean isGone(Reference.ByTag tag) {
        return ports.records().tagRecord(tag) instanceof Lookup.Found<TagRecord> found
                && found.value() instanceof GoneTag
                && ports.tags().find(tag) instanceof Lookup.Found<TagEntry>;
    }
}
