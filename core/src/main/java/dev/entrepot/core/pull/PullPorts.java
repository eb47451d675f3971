package dev.entrepot.core.pull;

import dev.entrepot.core.blob.BlobStore;
import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.RepositoryRecords;
import dev.entrepot.core.index.TagIndex;

/** What both use cases keep things in. */
public record PullPorts(BlobStore store, BlobIndex blobs, BlobLinks links, TagIndex tags, RepositoryRecords records) {}
