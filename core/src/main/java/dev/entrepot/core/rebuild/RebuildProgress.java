package dev.entrepot.core.rebuild;

/**
 * How far a rebuild has come.
 *
 * @param manifests records of manifests that were read
 * @param tags records of tags that were read
 * @param blobs that were registered
 * @param damaged blobs that were put aside
 * @param problems records and files that could not be read now, and may be later
 */
public record RebuildProgress(long manifests, long tags, long blobs, long damaged, long problems) {

    /** Whether everything there is was read. */
    public boolean isComplete() {
        return problems == 0;
    }

    @Override
    public String toString() {
        return manifests + " manifests, " + tags + " tags and " + blobs + " blobs registered, " + damaged
                + " damaged blobs put aside, " + problems + " files unreadable";
    }
}
