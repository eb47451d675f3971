package dev.entrepot.core.fsck;

import dev.entrepot.core.blob.BlobCatalog;
import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.RepositoryCatalog;
import dev.entrepot.core.pull.ManifestReader;
import dev.entrepot.core.pull.PullPorts;

/** What is compared with what. All of it blocks. */
public record FsckSources(
        PullPorts ports,
        BlobCatalog files,
        RepositoryCatalog records,
        IndexCatalog index,
        Leftovers leftovers,
        ManifestReader reader) {}
