package dev.entrepot.core.upload;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;

/** One object of the bucket. */
public sealed interface UploadItem {

    record Blob(Digest digest) implements UploadItem {
        @Override
        public String toString() {
            return digest.toString();
        }
    }

    /** The record of a manifest in a repository; the manifest itself is a blob. */
    record ManifestNote(Reference.ByDigest reference) implements UploadItem {
        @Override
        public String toString() {
            return "record of " + reference;
        }
    }

    record TagNote(Reference.ByTag tag) implements UploadItem {
        @Override
        public String toString() {
            return "record of " + tag;
        }
    }
}
