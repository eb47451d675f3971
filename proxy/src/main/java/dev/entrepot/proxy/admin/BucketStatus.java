package dev.entrepot.proxy.admin;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.bucket.RequestKind;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadTotals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The bucket at a glance. */
final class BucketStatus {

    private static final int MAX_FAILURES = 20;

    private BucketStatus() {}

    static StatusReport.Bucket of(StatusSources.Bucket bucket) {
        Map<String, Long> requests = new TreeMap<>();
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind.name().toLowerCase(Locale.ROOT), bucket.meters().requests(kind));
        }
        UploadTotals totals = bucket.queue().totals();
        return new StatusReport.Bucket(
                bucket.name(),
                requests,
                bucket.meters().bytesReceived(),
                bucket.meters().bytesSent(),
                totals.blobs() + totals.records(),
                totals.bytes(),
                totals.failed(),
                failures(bucket));
    }

    private static List<StatusReport.Failure> failures(StatusSources.Bucket bucket) {
        return bucket.queue().failed(MAX_FAILURES) instanceof Lookup.Found<List<UploadEntry>> found
                ? found.value().stream().map(BucketStatus::failure).toList()
                : List.of();
    }

    private static StatusReport.Failure failure(UploadEntry entry) {
        UploadEntry.Failed failed = (UploadEntry.Failed) entry.standing();
        return new StatusReport.Failure(entry.item().toString(), failed.reason(), failed.attempts());
    }
}
