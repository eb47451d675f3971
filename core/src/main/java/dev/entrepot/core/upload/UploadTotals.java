package dev.entrepot.core.upload;

/**
 * What is owed in all.
 *
 * @param blobs that wait to be sent
 * @param bytes of these
 * @param records that wait to be sent
 * @param failed blobs and records that were given up until somebody changes something
 * @param failedBytes of these
 */
public record UploadTotals(long blobs, long bytes, long records, long failed, long failedBytes) {

    public static final UploadTotals NONE = new UploadTotals(0, 0, 0, 0, 0);

    /** Of blobs that only this place holds, as far as is known. */
    public long owedBytes() {
        return bytes + failedBytes;
    }

    /** @param by 1 or -1 */
    public UploadTotals counting(UploadEntry entry, int by) {
        return switch (entry.standing()) {
            case UploadEntry.Waiting waiting ->
                entry.isBlob()
                        ? new UploadTotals(blobs + by, bytes + by * entry.size(), records, failed, failedBytes)
                        : new UploadTotals(blobs, bytes, records + by, failed, failedBytes);
            case UploadEntry.Failed given ->
                new UploadTotals(blobs, bytes, records, failed + by, failedBytes + by * entry.size());
            case UploadEntry.Stored stored -> this;
        };
    }
}
