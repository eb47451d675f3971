package dev.entrepot.core.upload;

/**
 * What is owed in all.
 *
 * @param blobs that wait to be sent
 * @param bytes of these
 * @param records that wait to be sent
 * @param failed blobs and records that were given up until somebody changes something
 */
public record UploadTotals(long blobs, long bytes, long records, long failed) {

    public static final UploadTotals NONE = new UploadTotals(0, 0, 0, 0);

    /** @param by 1 or -1 */
    public UploadTotals counting(UploadEntry entry, int by) {
        return switch (entry.standing()) {
            case UploadEntry.Waiting waiting ->
                entry.isBlob()
                        ? new UploadTotals(blobs + by, bytes + by * entry.size(), records, failed)
                        : new UploadTotals(blobs, bytes, records + by, failed);
            case UploadEntry.Failed given -> new UploadTotals(blobs, bytes, records, failed + by);
            case UploadEntry.Stored stored -> this;
        };
    }
}
