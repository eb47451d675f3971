package dev.entrepot.e2e.drill;

import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.OciImage;
import dev.entrepot.testkit.real.OciImages;
import dev.entrepot.testkit.real.RandomFile;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import dev.entrepot.testkit.real.RealS3;
import dev.entrepot.testkit.real.SmallDisk;
import dev.entrepot.testkit.real.ThrottledTcp;
import dev.entrepot.testkit.real.ThrottledTcp.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part: an upstream, a bucket and entrepot between lines that can be made bad, each a process of its own. */
final class Scene {

    private static final int[] LAYERS = {1_500_000, 400_000, 20_000};

    /** Of an image: its layers, its configuration and its manifest. */
    static final int BLOBS = LAYERS.length + 2;

    private static final int DISK = 96;

    /** An index takes 24 MiB beside its records: 16 for the log, and 4 each that RocksDB sets aside for the next log and manifest. */
    private static final int INDEX_DISK = 64;

    private static final long SLOW = 512 << 10;

    /** So that most large layers are hit, of all that is under way. */
    private static final long CUT_EVERY = 1 << 20;

    private final OciImages images;
    private final RealRegistry upstream;
    private final RealS3 bucket;
    private final ThrottledTcp upstreamLine;
    private final ThrottledTcp bucketLine;
    private final SmallDisk disk;
    private final SmallDisk indexDisk;
    private final RealEntrepot entrepot;
    private int pushed;

    Scene(Lab lab) {
        images = lab.images();
        upstream = lab.registry("upstream");
        bucket = lab.s3();
        upstreamLine = lab.lineTo(upstream.port());
        bucketLine = lab.lineTo(bucket.port());
        disk = lab.disk("data", DISK);
        indexDisk = lab.disk("index", INDEX_DISK);
        keepIndexApart();
        entrepot = lab.entrepot(disk, yaml());
    }

    /** On a disk of its own, so that each can fail alone. */
    private void keepIndexApart() {
        Path index = indexDisk.folder().resolve("index");
        Path data = disk.folder().resolve("data");
        try {
            Files.createDirectory(index);
            Files.createDirectory(data);
            Files.createSymbolicLink(data.resolve("index"), index);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With less room than the images take, so that there are misses all the time. */
    private String yaml() {
        return """
                capacity: 48MiB
                min-free: 0B
                default-upstream: up.test
                upstreams: {up.test: {url: "%s", tag-ttl: 3s}}
                %s""".formatted(upstreamLine.url(), RealS3.yaml(bucketLine.port(), ""));
    }

    /** Images that nobody has ever pulled. */
    List<Image> push(int count) {
        List<Image> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "app" + ++pushed;
            RandomFile[] files = new RandomFile[LAYERS.length];
            for (int layer = 0; layer < files.length; layer++) {
                files[layer] = new RandomFile("opt/" + name + "/" + layer, LAYERS[layer] + pushed);
            }
            OciImage image = images.image(name, files);
            upstream.push(image, "team/" + name);
            fresh.add(new Image("team/" + name, name, image.digest()));
        }
        return fresh;
    }

    RealEntrepot entrepot() {
        return entrepot;
    }

    RealS3 bucket() {
        return bucket;
    }

    List<Trouble> troubles() {
        List<Trouble> troubles = new ArrayList<>();
        troubles.addAll(ofUpstream());
        troubles.addAll(ofBucket());
        troubles.addAll(ofDisk());
        troubles.addAll(ofIndex());
        return troubles;
    }

    private List<Trouble> ofUpstream() {
        return List.of(
                new Trouble("upstream stopped", false, upstreamLine::stopListening, upstreamLine::startListening),
                new Trouble("upstream hung", false, upstream::hang, upstream::wake),
                new Trouble("upstream slow", false, () -> upstreamLine.bytesPerSecond(SLOW), upstreamLine::unlimited),
                new Trouble(
                        "upstream cut off",
                        false,
                        () -> upstreamLine.breakEvery(CUT_EVERY, Fault.RST),
                        upstreamLine::breakNoMore));
    }

    private List<Trouble> ofBucket() {
        return List.of(
                new Trouble("bucket stopped", false, bucketLine::stopListening, bucketLine::startListening),
                new Trouble("bucket hung", false, bucket::hang, bucket::wake),
                new Trouble("bucket slow", false, () -> bucketLine.bytesPerSecond(SLOW), bucketLine::unlimited),
                new Trouble(
                        "bucket cut off",
                        false,
                        () -> bucketLine.breakEvery(CUT_EVERY, Fault.RST),
                        bucketLine::breakNoMore));
    }

    private List<Trouble> ofDisk() {
        return List.of(
                new Trouble("disk full", false, disk::fill, disk::release),
                new Trouble(
                        "disk takes no files",
                        false,
                        () -> disk.refuseWrites(entrepot.data()),
                        () -> disk.allowWrites(entrepot.data())),
                new Trouble("disk hung", true, disk::freeze, disk::thaw));
    }

    private List<Trouble> ofIndex() {
        return List.of(
                new Trouble("index's disk full", false, indexDisk::fill, indexDisk::release),
                new Trouble("index's disk hung", true, indexDisk::freeze, indexDisk::thaw));
    }

    /** What entrepot says is wrong; empty when nothing is. */
    boolean isWell() {
        return entrepot.admin("/readyz").contains("\"ready\"");
    }
}
