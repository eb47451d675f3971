package dev.entrepot.core.index;

import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The small readable record that lies beside the blobs for one manifest of one repository. The index can
 * be rebuilt from it.
 *
 * @param mediaType exactly as the upstream sent it
 * @param size bytes of the manifest
 */
public record ManifestRecord(String mediaType, long size, boolean isPublic, List<Child> children) {

    public ManifestRecord {
        children = List.copyOf(children);
    }

    /**
     * @param proven whether the upstream answered for it through this repository
     * @param isPublic whether it was had without credentials
     */
    public record Child(Descriptor descriptor, Link.Role role, boolean proven, boolean isPublic) {

        /** @param via the manifest that names it */
        public Link link(Digest via) {
            return new Link(
                    role,
                    proven ? Link.Standing.PROVEN : Link.Standing.CLAIMED,
                    descriptor.size(),
                    role == Link.Role.MANIFEST ? Optional.of(descriptor.mediaType()) : Optional.empty(),
                    Optional.of(via));
        }
    }

    /** This record with every mention of {@code child} proven; what was public once stays so. */
    public ManifestRecord proving(Digest child, boolean publicly) {
        List<Child> proven = children.stream()
                .map(named -> named.descriptor().digest().equals(child)
                        ? new Child(named.descriptor(), named.role(), true, named.isPublic() || publicly)
                        : named)
                .toList();
        return new ManifestRecord(mediaType, size, isPublic, proven);
    }

    /** This record, with what {@code earlier} of the same manifest had proven: a claim never replaces a proof. */
    public ManifestRecord keepingProofsOf(ManifestRecord earlier) {
        ManifestRecord merged = new ManifestRecord(mediaType, size, isPublic || earlier.isPublic, children);
        for (Child child : earlier.children) {
            if (child.proven()) {
                merged = merged.proving(child.descriptor().digest(), child.isPublic());
            }
        }
        return merged;
    }

    /**
     * Notes what this record says of its repository: that the manifest belongs to it, and what was proven or claimed of
     * what it names.
     *
     * @throws IndexUnavailableException when it cannot be written
     */
    public void link(BlobLinks links, Repository repository, Digest self) {
        links.prove(repository, self, Link.provenManifest(size, mediaType));
        for (Child child : children) {
            Link link = child.link(self);
            if (link.isProven()) {
                links.prove(repository, child.descriptor().digest(), link);
            } else {
                links.claim(repository, Map.of(child.descriptor().digest(), link));
            }
        }
    }

    /** Why the repository of this record may serve {@code wanted}, if this manifest is or names it. */
    public Optional<Link> link(Digest self, Digest wanted) {
        if (self.equals(wanted)) {
            return Optional.of(Link.provenManifest(size, mediaType));
        }
        return children.stream()
                .filter(child -> child.descriptor().digest().equals(wanted))
                .max(Comparator.comparing(Child::proven))
                .map(child -> child.link(self));
    }
}
