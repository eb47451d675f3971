package dev.entrepot.index.rocksdb;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.index.record.LinkKey;
import dev.entrepot.index.record.LinkRecords;
import java.util.Map;
import java.util.Optional;

/**
 * Which repository may serve which digest, in the column family {@code links}.
 *
 * <p>No write waits for the disk. A claim that is lost is made again by its manifest. A proof that is lost is read again
 * from the record of its manifest, or is had from the upstream once more: it never makes anything servable that was not.
 */
final class RocksBlobLinks implements BlobLinks {

    private final CachedFamily<LinkKey, Link> links;

    /** @param books where links to a blob are counted */
    RocksBlobLinks(RocksDatabase database, UsageBooks books, int maxInMemory) {
        this.links = new CachedFamily<>(
                database,
                Family.LINKS,
                new LinkRecords(),
                maxInMemory,
                (key, added, link) -> books.linked(key.digest(), added == null ? -1 : 1, link));
    }

    @Override
    public Optional<Link> ready(Repository repository, Digest digest) {
        return links.ready(new LinkKey(repository, digest));
    }

    @Override
    public Lookup<Link> find(Repository repository, Digest digest) {
        return links.find(new LinkKey(repository, digest));
    }

    /** One by one and not as a batch: each claim stands for itself, and a batch would need the locks of all. */
    @Override
    public void claim(Repository repository, Map<Digest, Link> claims) {
        claims.forEach((digest, claim) -> {
            if (claim.isProven()) {
                throw new IllegalArgumentException("a manifest proves nothing: " + claim);
            }
            links.putIfAbsent(new LinkKey(repository, digest), claim);
        });
    }

    @Override
    public void prove(Repository repository, Digest digest, Link proven) {
        if (!proven.isProven()) {
            throw new IllegalArgumentException("not a proof: " + proven);
        }
        links.merge(new LinkKey(repository, digest), proven, RocksBlobLinks::keepWhatIsKnown);
    }

    private static Link keepWhatIsKnown(Link known, Link proven) {
        // A media type belongs to a role: what was claimed of a manifest says nothing of a blob.
        Optional<String> knownType = known.role() == proven.role() ? known.mediaType() : Optional.empty();
        return new Link(
                proven.role(),
                proven.standing(),
                proven.size() >= 0 ? proven.size() : known.size(),
                proven.mediaType().or(() -> knownType),
                proven.via().or(known::via));
    }

    @Override
    public void remove(Repository repository, Digest digest) {
        links.remove(new LinkKey(repository, digest));
    }
}
