package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.BlobFiles;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of a {@link DiskBlobStore}, as the folders tell. */
public final class DiskBlobFiles implements BlobFiles {

    private final DiskBlobStore store;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final DiskBlobCatalog catalog;

    public DiskBlobFiles(DataFolder data, DiskBlobStore store) {
        this.store = store;
        this.files = data.files();
        this.layout = data.layout();
        this.catalog = new DiskBlobCatalog(data);
    }

    @Override
    public void each(Visitor visitor) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            files.each(layout.blobs(algorithm), (path, attributes) -> {
                Optional<Digest> digest = layout.recorded(path, algorithm);
                if (digest.isPresent() && attributes.isRegularFile()) {
                    visitor.visit(file(digest.get(), attributes));
                }
            });
        }
    }

    private static BlobFile file(Digest digest, BasicFileAttributes attributes) {
        return new BlobFile(
                digest, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    @Override
    public Lookup<Long> size(Digest digest) {
        return catalog.size(digest);
    }

    @Override
    public List<BlobFile> partials() throws IOException {
        List<BlobFile> found = new ArrayList<>();
        try {
            files.each(
                    layout.ingest(),
                    (path, attributes) -> partial(path).ifPresent(digest -> found.add(file(digest, attributes))));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return found;
    }

    private Optional<Digest> partial(Path path) {
        return layout.ingested(path).filter(digest -> path.equals(layout.partial(digest)) && !store.isArriving(digest));
    }

    @Override
    public boolean dropPartial(Digest digest) {
        return store.dropPartial(digest);
    }
}
