package dev.entrepot.core.fsck;

/**
 * How much was checked.
 *
 * @param bytesRead of blobs, for their digests
 * @param indexed records of the index
 */
public record FsckChecked(long blobs, long bytesRead, long manifests, long tags, long indexed) {

    static final FsckChecked NOTHING = new FsckChecked(0, 0, 0, 0, 0);
}
