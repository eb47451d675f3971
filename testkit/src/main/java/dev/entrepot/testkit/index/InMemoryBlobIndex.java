package dev.entrepot.testkit.index;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import java.util.Optional;
import java.util.function.Consumer;

record InMemoryBlobIndex(FaultyTable<Digest, BlobRecord> table, Consumer<String> journal) implements BlobIndex {

    @Override
    public Optional<BlobRecord> ready(Digest digest) {
        return table.ready(digest);
    }

    @Override
    public Lookup<BlobRecord> find(Digest digest) {
        journal.accept("blobs.find " + digest);
        return table.find(digest);
    }

    @Override
    public void put(Digest digest, BlobRecord held) {
        journal.accept("blobs.put " + digest);
        table.merge(digest, held, (known, given) -> new BlobRecord(given.size(), given.isPublic() || known.isPublic()));
    }

    @Override
    public void remove(Digest digest) {
        journal.accept("blobs.remove " + digest);
        table.remove(digest);
    }
}
