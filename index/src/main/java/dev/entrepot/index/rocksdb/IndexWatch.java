package dev.entrepot.index.rocksdb;

import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Passage;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.health.Health;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells the classifier how RocksDB does at what memory does not answer. */
final class IndexWatch {

    static final Lane READ = new Lane(Work.INDEX_READ, Health.ONLY);
    static final Lane WRITE = new Lane(Work.INDEX_WRITE, Health.ONLY);

    private final Watch watch;

    IndexWatch(Watch watch) {
        this.watch = watch;
    }

    interface Call {
        byte @Nullable [] run() throws RocksDBException;
    }

    byte @Nullable [] timed(Lane lane, Call call) throws RocksDBException {
        Passage passage = watch.enter(lane, Watch.NO_SUBJECT);
        try {
            byte @Nullable [] result = call.run();
            passage.well();
            return result;
        } catch (RocksDBException e) {
            passage.failed(reason(e));
            throw e;
        } catch (RuntimeException | Error e) {
            passage.left();
            throw e;
        }
    }

    private static String reason(RocksDBException failure) {
        Status status = failure.getStatus();
        return status == null ? "other" : status.getCode().name().toLowerCase(Locale.ROOT);
    }
}
