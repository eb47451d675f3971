package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What is owed to the bucket, in whatever index is open. What could not be written is found by the next survey. */
final class LiveUploads implements UploadQueue {

    private final Supplier<UploadQueue> now;

    LiveUploads(Supplier<UploadQueue> now) {
        this.now = now;
    }

    @Override
    public Lookup<UploadEntry> find(UploadItem item) {
        return now.get().find(item);
    }

    @Override
    public void put(UploadEntry entry) {
        now.get().put(entry);
    }

    @Override
    public void add(UploadEntry entry) {
        now.get().add(entry);
    }

    @Override
    public void forget(UploadItem item) {
        now.get().forget(item);
    }

    @Override
    public Lookup<List<UploadEntry>> due(Instant until, int limit) {
        return now.get().due(until, limit);
    }

    @Override
    public Lookup<List<UploadEntry>> failed(int limit) {
        return now.get().failed(limit);
    }

    @Override
    public UploadTotals totals() {
        return now.get().totals();
    }

    @Override
    public boolean isSurveyed() {
        return now.get().isSurveyed();
    }

    @Override
    public void setSurveyed(boolean surveyed) {
        now.get().setSurveyed(surveyed);
    }
}
