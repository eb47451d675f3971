package dev.entrepot.proxy.app;

import dev.entrepot.config.BucketConfig;
import dev.entrepot.config.Configuration;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.pull.BucketFirst;
import dev.entrepot.core.pull.BucketRecall;
import dev.entrepot.core.pull.PullPorts;
import dev.entrepot.core.pull.Recall;
import dev.entrepot.core.upload.Outbox;
import dev.entrepot.core.upload.Survey;
import dev.entrepot.core.upload.UploadEntry;
import dev.entrepot.core.upload.UploadLimits;
import dev.entrepot.core.upload.UploadObserver;
import dev.entrepot.core.upload.UploadQueue;
import dev.entrepot.core.upload.UploadWorkers;
import dev.entrepot.core.upload.Uploader;
import dev.entrepot.proxy.admin.StatusSources;
import dev.entrepot.proxy.bucket.BucketWatch;
import dev.entrepot.proxy.bucket.ConfiguredBucket;
import dev.entrepot.proxy.bucket.GuardedBucket;
import dev.entrepot.proxy.metrics.BucketMeters;
import dev.entrepot.proxy.upstream.limit.FairPace;
import dev.entrepot.proxy.upstream.limit.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The bucket with those who bring to it what is owed. */
final class BucketTier implements AutoCloseable {

    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    private static final Duration RECALLED_FOR = Duration.ofMinutes(1);

    /** Longer than it takes to fetch a blob again and to replace it there. */
    private static final Duration DISTRUSTED_FOR = Duration.ofMinutes(10);

    private final String name;
    private final BucketMeters meters;
    private final UploadQueue queue;
    private final Outbox outbox;
    private final BucketFirst.Memories memories = new BucketFirst.Memories(
            CaffeineMemory.forgettingAfter(DISTRUSTED_FOR, 10_000),
            CaffeineMemory.forgettingAfter(DISTRUSTED_FOR, 10_000),
            CaffeineMemory.forgettingAfter(RECALLED_FOR, 10_000));
    private final GuardedBucket bucket;
    private final UploadWorkers workers;
    private final Survey survey;
    private final Thread surveying;

    private BucketTier(
            Configuration configuration, BucketMeters meters, Watch watch, UploadObserver traces, Storage storage) {
        Storage.Owed owed = storage.owed();
        BucketConfig config = configuration.bucket();
        this.name = config.name().orElseThrow();
        this.meters = meters;
        this.queue = owed.queue();
        this.outbox = new Outbox(queue, InstantSource.system());
        this.bucket = new GuardedBucket(
                ConfiguredBucket.open(config, meters), config.timeout(), LEFT_ALONE, new BucketWatch(watch, name));
        UploadLimits limits = limits(configuration);
        this.survey = new Survey(owed.held(), owed.queue(), limits, InstantSource.system());
        Uploader uploader = new Uploader(
                new Uploader.Means(bucket, owed.files(), owed.records(), owed.queue()),
                limits,
                new Uploader.Driving(
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        pace(config),
                        bucket::maySend),
                new Heard(
                        owed.spared().before(meters),
                        traces,
                        survey,
                        storage.housekeeping().room()::freed));
        this.workers = new UploadWorkers(uploader, config.concurrency(), bucket::close);
        this.surveying = Thread.ofPlatform().name("bucket-survey").daemon(true).unstarted(survey::keep);
        meters.queue(owed.queue());
        owed.whenIndexIsWhole().accept(survey::missed);
        owed.surveying().accept(survey::isLooking);
    }

    /** @param mayGo told that something need not stay any more: where nothing could be evicted, there may be room now */
    private record Heard(UploadObserver meters, UploadObserver traces, Survey survey, Runnable mayGo)
            implements UploadObserver {

        @Override
        public void attempted(UploadEntry entry, Outcome outcome, long sent, Duration took) {
            meters.attempted(entry, outcome, sent, took);
            traces.attempted(entry, outcome, sent, took);
            if (outcome == Outcome.STORED || outcome == Outcome.THERE) {
                mayGo.run();
            }
        }

        @Override
        public void dropped(UploadEntry entry) {
            meters.dropped(entry);
            survey.missed();
            mayGo.run();
        }
    }

    /**
     * @param watch told how the bucket does
     * @param traces told of every upload
     */
    static BucketTier start(
            Configuration configuration, BucketMeters meters, Watch watch, UploadObserver traces, Storage storage) {
        BucketTier tier = new BucketTier(configuration, meters, watch, traces, storage);
        tier.workers.start();
        tier.surveying.start();
        return tier;
    }

    private static UploadLimits limits(Configuration configuration) {
        BucketConfig config = configuration.bucket();
        UploadLimits limits = UploadLimits.DEFAULT
                .queueing(most(configuration))
                .partsAbove(config.partsAbove().bytes());
        return config.bytesPerSecond()
                .map(pace -> limits.paced(pace.bytes(), config.concurrency()))
                .orElse(limits);
    }

    /** What waits is not evicted: more than half of the cache would leave too little to go while the bucket is down. */
    private static long most(Configuration configuration) {
        return Math.min(
                configuration.bucket().queue().bytes(), configuration.capacity().bytes() / 2);
    }

    private static Pace pace(BucketConfig config) {
        if (config.bytesPerSecond().isEmpty()) {
            return Pace.FULL;
        }
        ByteSize most = config.bytesPerSecond().get();
        FairPace pace = new FairPace(most.bytes(), System::nanoTime, Sleeper.REAL);
        return bytes -> {
            try {
                pace.take(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Where blobs come from: the bucket first, if there is one. */
    static BlobSource before(Optional<BucketTier> tier, BlobSource upstream, PullPorts ports) {
        return tier.<BlobSource>map(known -> new BucketFirst(
                        known.bucket,
                        upstream,
                        ports,
                        new BucketRecall(known.bucket, ports, known.outbox),
                        known.outbox,
                        known.memories))
                .orElse(upstream);
    }

    static Recall recall(Optional<BucketTier> tier, PullPorts ports) {
        return tier.<Recall>map(known -> new BucketRecall(known.bucket, ports, known.outbox))
                .orElse(Recall.NOTHING);
    }

    StatusSources.Bucket status() {
        return new StatusSources.Bucket(name, meters, queue);
    }

    /** The index has to be open still. */
    @Override
    public void close() {
        survey.close();
        workers.close();
    }
}
