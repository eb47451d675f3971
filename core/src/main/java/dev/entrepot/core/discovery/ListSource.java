package dev.entrepot.core.discovery;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.List;

/** Who has the lists in whole: an upstream. Blocks; answers by the deadline, with all pages or not at all. */
public interface ListSource {

    /** Every tag of a repository, in the order of their characters. */
    Lookup<List<String>> tags(Repository repository, Deadline deadline);

    /** What refers to a manifest. Absent as {@code NOT_FOUND} where the source has no API for that. */
    Lookup<List<Referrer>> referrers(Repository repository, Digest subject, Deadline deadline);
}
