package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.AttachedTag;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.ManifestAnswer;
import dev.entrepot.core.pull.ManifestPull;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What refers to a manifest. Where the upstream has no API for it, its fallback tag says so; a client that is told "none"
 * does not look for the tag any more. Where it cannot be asked, the manifests that are held say so.
 */
public final class ReferrerLists {

    /** Before whoever asked gives up, so that it hears why. */
    private static final Duration BOTH_QUESTIONS = Duration.ofSeconds(18);

    private final BriefLists<Subject, Referrer> lists;

    public ReferrerLists(
            ListMeans means, ManifestPull manifests, ReferrerReader reader, ListMemories<Subject, Referrer> memories) {
        this.lists = new BriefLists<>(new Referrers(means, manifests, reader), means, memories);
    }

    /** All of them, of whatever type. Blocks, until the deadline at most. */
    public ListAnswer<Referrer> list(Subject subject, Deadline deadline) {
        return lists.list(subject, deadline);
    }

    private record Referrers(ListMeans means, ManifestPull manifests, ReferrerReader reader)
            implements BriefLists.Contents<Subject, Referrer> {

        @Override
        public Repository repository(Subject subject) {
            return subject.repository();
        }

        @Override
        public Lookup<List<Referrer>> ask(Subject subject, Deadline deadline) {
            Deadline both = deadline.atMost(BOTH_QUESTIONS);
            Lookup<List<Referrer>> answer = means.source().referrers(subject.repository(), subject.digest(), both);
            return answer.equals(Lookup.absent()) ? fallback(subject, both) : answer;
        }

        private Lookup<List<Referrer>> fallback(Subject subject, Deadline deadline) {
            Reference tag = AttachedTag.ofReferrers(subject.repository(), subject.digest());
            return switch (manifests.pull(tag, deadline)) {
                case ManifestAnswer.Fresh fresh ->
                    Lookup.found(reader.listed(fresh.manifest()).orElse(List.of()));
                case ManifestAnswer.Stale stale ->
                    Lookup.unreachable(stale.missing(), new IOException(tag + " cannot be checked now"));
                case ManifestAnswer.Unknown unknown ->
                    unknown.refusal() == Lookup.Refusal.DENIED ? Lookup.denied() : Lookup.found(List.of());
                case ManifestAnswer.Unavailable down -> Lookup.unreachable(Dependency.UPSTREAM, down.cause());
            };
        }

        /** What the fallback tag named last, and the manifests of the repository that name the subject. */
        @Override
        public List<Referrer> held(Subject subject) throws IOException {
            Map<Digest, Referrer> found = new LinkedHashMap<>();
            listedByTag(subject).forEach(referrer -> found.put(referrer.digest(), referrer));
            for (Digest digest : means.catalog().manifests(subject.repository())) {
                if (mayReferTo(subject, digest)) {
                    held(subject, digest)
                            .flatMap(manifest -> reader.describing(manifest, subject.digest()))
                            .ifPresent(referrer -> found.putIfAbsent(digest, referrer));
                }
            }
            return List.copyOf(found.values());
        }

        private List<Referrer> listedByTag(Subject subject) {
            Reference.ByTag tag = AttachedTag.ofReferrers(subject.repository(), subject.digest());
            return means.records().tag(tag) instanceof Lookup.Found<TagEntry> entry
                    ? held(subject, entry.value().digest())
                            .flatMap(reader::listed)
                            .orElse(List.of())
                    : List.of();
        }

        /** The record of a manifest names its subject as one of its children; only such a one is worth reading. */
        private boolean mayReferTo(Subject subject, Digest digest) {
            return means.records().manifest(subject.repository(), digest) instanceof Lookup.Found<ManifestRecord> found
                    && found.value().children().stream()
                            .anyMatch(child -> child.descriptor().digest().equals(subject.digest()));
        }

        private Optional<Manifest> held(Subject subject, Digest digest) {
            return manifests.held(new Reference.ByDigest(subject.repository(), digest));
        }
    }
}
