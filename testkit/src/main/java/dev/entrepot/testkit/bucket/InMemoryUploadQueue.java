package dev.entrepot.testkit.bucket;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadEntry.Failed;
import dev.entrepot.core.upload.UploadEntry.Waiting;
import dev.entrepot.core.upload.UploadItem;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadTotals;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sorts and counts whenever it is asked, so that it cannot share a mistake with one that keeps count. */
public final class InMemoryUploadQueue implements UploadQueue {

    private final Map<UploadItem, UploadEntry> entries = new ConcurrentHashMap<>();
    private volatile boolean surveyed;
    private volatile @Nullable Throwable outage;

    public void takeDown(Throwable why) {
        outage = why;
    }

    public void recover() {
        outage = null;
    }

    private <T> Lookup<T> answer(Function<Map<UploadItem, UploadEntry>, Lookup<T>> question) {
        Throwable down = outage;
        return down == null ? question.apply(entries) : Lookup.unreachable(Dependency.INDEX, down);
    }

    private void write(Runnable change) {
        Throwable down = outage;
        if (down != null) {
            throw new IndexUnavailableException("down", down);
        }
        change.run();
    }

    @Override
    public Lookup<UploadEntry> find(UploadItem item) {
        return answer(all -> {
            UploadEntry entry = all.get(item);
            return entry == null ? Lookup.absent() : Lookup.found(entry);
        });
    }

    @Override
    public void put(UploadEntry entry) {
        write(() -> entries.put(entry.item(), entry));
    }

    @Override
    public void add(UploadEntry entry) {
        write(() -> entries.putIfAbsent(entry.item(), entry));
    }

    @Override
    public void forget(UploadItem item) {
        write(() -> entries.remove(item));
    }

    @Override
    public Lookup<List<UploadEntry>> due(Instant until, int limit) {
        return answer(all -> Lookup.found(all.values().stream()
                .filter(entry -> entry.standing() instanceof Waiting waiting
                        && !waiting.due().isAfter(until))
                .sorted(Comparator.comparing(InMemoryUploadQueue::due))
                .limit(limit)
                .toList()));
    }

    private static Instant due(UploadEntry entry) {
        return switch (entry.standing()) {
            case Waiting waiting -> waiting.due();
            case Failed failed -> failed.due();
            case UploadEntry.Stored stored -> stored.at();
        };
    }

    @Override
    public Lookup<List<UploadEntry>> failed(int limit) {
        return answer(all -> Lookup.found(all.values().stream()
                .filter(entry -> entry.standing() instanceof Failed)
                .sorted(Comparator.comparing(InMemoryUploadQueue::due))
                .limit(limit)
                .toList()));
    }

    @Override
    public UploadTotals totals() {
        UploadTotals totals = UploadTotals.NONE;
        for (UploadEntry entry : entries.values()) {
            totals = totals.counting(entry, 1);
        }
        return totals;
    }

    @Override
    public boolean isSurveyed() {
        return surveyed;
    }

    @Override
    public void setSurveyed(boolean now) {
        write(() -> surveyed = now);
    }
}
