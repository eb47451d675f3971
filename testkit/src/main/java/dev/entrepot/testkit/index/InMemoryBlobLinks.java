package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

record InMemoryBlobLinks(FaultyTable<Reference.ByDigest, Link> table, Consumer<String> journal) implements BlobLinks {

    @Override
    public Optional<Link> ready(Repository repository, Digest digest) {
        return table.ready(new Reference.ByDigest(repository, digest));
    }

    @Override
    public Lookup<Link> find(Repository repository, Digest digest) {
        return table.find(noted("find", repository, digest));
    }

    @Override
    public void claim(Repository repository, Map<Digest, Link> claims) {
        new TreeMap<>(claims).forEach((digest, claim) -> {
            require(!claim.isProven(), claim);
            table.putIfAbsent(noted("claim", repository, digest), claim);
        });
    }

    @Override
    public void prove(Repository repository, Digest digest, Link proven) {
        require(proven.isProven(), proven);
        table.merge(noted("prove", repository, digest), proven, InMemoryBlobLinks::keepWhatIsKnown);
    }

    private static Link keepWhatIsKnown(Link known, Link proven) {
        Optional<String> knownType = known.role() == proven.role() ? known.mediaType() : Optional.empty();
        return new Link(
                proven.role(),
                Link.Standing.PROVEN,
                proven.size() < 0 ? known.size() : proven.size(),
                proven.mediaType().or(() -> knownType),
                proven.via().or(known::via));
    }

    @Override
    public void remove(Repository repository, Digest digest) {
        table.remove(noted("remove", repository, digest));
    }

    private static void require(boolean standing, Link link) {
        if (!standing) {
            throw new IllegalArgumentException("claims are claimed and proofs are proven: " + link);
        }
    }

    private Reference.ByDigest noted(String verb, Repository repository, Digest digest) {
        Reference.ByDigest key = new Reference.ByDigest(repository, digest);
        journal.accept("links." + verb + " " + key);
        return key;
    }
}
