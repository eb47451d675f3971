package dev.entrepot.storage.disk;

import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The records of a {@link DataFolder} by the names of their files alone; what has another kind of name is passed over. */
public final class DiskCatalog implements RepositoryCatalog {

    private final DiskFiles files;
    private final DiskLayout layout;

    public DiskCatalog(DataFolder data) {
        this.files = data.files();
        this.layout = data.layout();
    }

    @Override
    public List<Repository> repositories() throws IOException {
        List<Repository> found = new ArrayList<>();
        for (Path folder : list(layout.repositories())) {
            String upstream = DiskLayout.upstreamOf(DiskLayout.name(folder));
            for (Path first : list(folder)) {
                collect(upstream, DiskLayout.name(first), first, found);
            }
        }
        return found;
    }

    private void collect(String upstream, String path, Path folder, List<Repository> found) throws IOException {
        if (!Repository.isValidPath(path)) {
            return;
        }
        List<Path> children = list(folder);
        if (children.stream().map(DiskLayout::name).anyMatch(DiskLayout::holdsRecords)) {
            found.add(new Repository(upstream, path));
        }
        for (Path child : children) {
            collect(upstream, path + "/" + DiskLayout.name(child), child, found);
        }
    }

    @Override
    public List<Digest> manifests(Repository repository) throws IOException {
        List<Digest> found = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (Path file : list(layout.manifests(repository, algorithm))) {
                layout.recorded(file, algorithm).ifPresent(found::add);
            }
        }
        return found;
    }

    @Override
    public List<Reference.ByTag> tags(Repository repository) throws IOException {
        return list(layout.tags(repository)).stream()
                .flatMap(file -> tag(repository, DiskLayout.name(file)))
                .toList();
    }

    private static Stream<Reference.ByTag> tag(Repository repository, String name) {
        try {
            return Stream.of(new Reference.ByTag(repository, name));
        } catch (OciException e) {
            return Stream.empty();
        }
    }

    private List<Path> list(Path folder) throws IOException {
        try {
            return files.list(folder);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
