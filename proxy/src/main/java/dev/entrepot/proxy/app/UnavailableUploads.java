package dev.entrepot.proxy.app;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import java.time.Instant;
import java.util.List;

/** With the index down nobody knows what is owed, so nothing is sent. */
record UnavailableUploads(Throwable cause) implements UploadQueue {

    private <T> Lookup<T> unreachable() {
        return Lookup.unreachable(Dependency.INDEX, cause);
    }

    private IndexUnavailableException unwritable() {
        return new IndexUnavailableException("the index is not open", cause);
    }

    @Override
    public Lookup<UploadEntry> find(UploadItem item) {
        return unreachable();
    }

    @Override
    public void put(UploadEntry entry) {
        throw unwritable();
    }

    @Override
    public void add(UploadEntry entry) {
        throw unwritable();
    }

    @Override
    public void forget(UploadItem item) {
        throw unwritable();
    }

    @Override
    public Lookup<List<UploadEntry>> due(Instant until, int limit) {
        return unreachable();
    }

    @Override
    public Lookup<List<UploadEntry>> failed(int limit) {
        return unreachable();
    }

    @Override
    public UploadTotals totals() {
        return UploadTotals.NONE;
    }

    @Override
    public boolean isSurveyed() {
        return false;
    }

    @Override
    public void setSurveyed(boolean surveyed) {
        throw unwritable();
    }
}
