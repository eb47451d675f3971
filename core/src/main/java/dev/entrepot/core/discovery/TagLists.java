package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.core.pull.FreshnessPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which tags a repository has. */
public final class TagLists {

    private final BriefLists<Repository, String> lists;

    public TagLists(ListMeans means, ListMemories<Repository, String> memories) {
        this.lists = new BriefLists<>(new Tags(means), means, memories);
    }

    /** All of them, in the order of their characters. Blocks, until the deadline at most. */
    public ListAnswer<String> list(Repository repository, Deadline deadline) {
        return lists.list(repository, deadline);
    }

    private record Tags(ListMeans means) implements BriefLists.Contents<Repository, String> {

        @Override
        public Repository repository(Repository key) {
            return key;
        }

        @Override
        public Lookup<List<String>> ask(Repository key, Deadline deadline) {
            return means.source().tags(key, deadline);
        }

        /** Those that can still be pulled. */
        @Override
        public List<String> held(Repository key) throws IOException {
            FreshnessPolicy policy = means.freshness().apply(key.upstream());
            List<String> held = new ArrayList<>();
            for (Reference.ByTag tag : means.catalog().tags(key)) {
                if (means.records().tag(tag) instanceof Lookup.Found<TagEntry> found
                        && policy.mayBeStale(
                                found.value().checked(), means.clock().instant())) {
                    held.add(tag.tag());
                }
            }
            return held.stream().sorted().toList();
        }
    }
}
