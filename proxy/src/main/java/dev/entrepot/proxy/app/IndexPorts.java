package dev.entrepot.proxy.app;

import dev.entrepot.core.index.BlobIndex;
import dev.entrepot.core.index.BlobLinks;
import dev.entrepot.core.index.IndexCatalog;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.index.UsageIndex;

/** The registration index, whatever it is today. */
record IndexPorts(BlobIndex blobs, BlobLinks links, TagIndex tags, IndexCatalog catalog, UsageIndex usage) {}
