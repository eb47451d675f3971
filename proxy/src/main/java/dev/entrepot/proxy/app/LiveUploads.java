package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is owed to the bucket, in whatever index is open. What could not be written is found by the next survey. */
final class LiveUploads implements UploadQueue {

    private final Supplier<UploadQueue> now;
    private final Function<UploadItem, Lookup<UploadEntry>> finding;

    /** @param finding tells what is not known from what is not known yet */
    LiveUploads(Supplier<UploadQueue> now, Function<UploadItem, Lookup<UploadEntry>> finding) {
        this.now = now;
        this.finding = finding;
    }

    @Override
    public Lookup<UploadEntry> find(UploadItem item) {
        return finding.apply(item);
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
