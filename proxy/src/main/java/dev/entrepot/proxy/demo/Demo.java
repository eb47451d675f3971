package dev.entrepot.proxy.demo;

import static dev.entrepot.proxy.demo.Stage.CAREFUL_REGISTRY;
import static dev.entrepot.proxy.demo.Stage.REGISTRY;

import dev.entrepot.proxy.demo.upstream.Behaviour;
import dev.entrepot.proxy.demo.upstream.DemoBlob;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import dev.entrepot.proxy.demo.upstream.DemoRegistry;
import dev.entrepot.proxy.demo.upstream.Pause;
import dev.entrepot.proxy.demo.upstream.Throttle;
import dev.entrepot.proxy.demo.upstream.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The acts, in the order in which they build on each other. What they promise is about bytes and traffic, never about
 * time, which is shown only: a slow machine breaks nothing.
 */
public final class Demo {

    private static final int CROWD = 50;

    /** Two seconds for the crowd's image. */
    private static final long CROWD_BYTES_PER_SECOND = 8 << 20;

    private final Stage stage;
    private final DemoImages images;
    private final DemoRegistry upstream;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();

    /** @param images of the stage's upstream */
    public Demo(Stage stage, DemoImages images, Progress progress) {
        this.stage = stage;
        this.images = images;
        this.upstream = stage.upstream();
        this.progress = progress;
    }

    /** Takes a few seconds. */
    public Report play() throws IOException, InterruptedException {
        stage.startEntrepot();
        cold();
        warm();
        sibling();
        crowd();
        corrupted();
        mended();
        stopped();
        return new Report(rows);
    }

    private void cold() throws IOException, InterruptedException {
        DemoImage image = images.app();
        try (Clients one = clients(1)) {
            Seen seen = watch("cold", image.size(), () -> one.pull(ImageName.of(REGISTRY, image)));
            keep(
                    "cold",
                    seen,
                    new Promise("every digest right", seen.isAllRight()),
                    new Promise("each blob fetched once", seen.isFetchedOnce(image, image.blobs())));
        }
    }

    private void warm() throws IOException, InterruptedException {
        DemoImage image = images.app();
        try (Clients one = clients(1)) {
            Seen seen = watch("warm", image.size(), () -> one.pull(ImageName.of(REGISTRY, image)));
            keep(
                    "warm",
                    seen,
                    new Promise("every digest right", seen.isAllRight()),
                    new Promise("upstream not asked", seen.isUpstreamLeftAlone()));
        }
    }

    private void sibling() throws IOException, InterruptedException {
        String title = "other image, same base";
        DemoImage image = images.sibling();
        List<DemoBlob> own = List.of(image.config(), image.layers().getLast());
        try (Clients one = clients(1)) {
            Seen seen = watch(title, image.size(), () -> one.pull(ImageName.of(CAREFUL_REGISTRY, image)));
            keep(
                    title,
                    seen,
                    new Promise("every digest right", seen.isAllRight()),
                    new Promise("only what is new fetched", seen.isFetchedOnce(image, own)));
        }
    }

    private void crowd() throws IOException, InterruptedException {
        String title = CROWD + " clients at once, cold";
        DemoImage image = images.crowd();
        Pause pause = new Pause(image.layers().getFirst(), CROWD);
        upstream.behave(Behaviour.slow(new Throttle(CROWD_BYTES_PER_SECOND), pause));
        try (Clients crowd = clients(CROWD)) {
            Seen seen = watch(
                    title, CROWD * image.size(), () -> crowd.pull(ImageName.of(REGISTRY, image), pause::onFirstByte));
            keep(
                    title,
                    seen,
                    new Promise("every digest right", seen.isAllRight()),
                    new Promise("each blob fetched once", seen.isFetchedOnce(image, image.blobs())),
                    new Promise("all had bytes before half had come", pause.everyoneHadAByte()));
        } finally {
            upstream.behave(Behaviour.HONEST);
        }
    }

    private void corrupted() throws IOException, InterruptedException {
        String title = "upstream corrupts a byte";
        DemoImage image = images.damaged();
        DemoBlob layer = image.layers().getFirst();
        ImageName name = ImageName.of(REGISTRY, image);
        upstream.behave(Behaviour.corrupting(layer));
        try (Clients one = clients(1)) {
            Seen seen = watch(title, image.size(), () -> one.pull(name));
            Seen again = look(() -> one.pull(name));
            keep(
                    title,
                    seen,
                    new Promise("cut short, never whole", seen.isCutShort() && !again.isDeceived()),
                    new Promise("not stored", !Files.exists(stage.stored(layer.digest()))),
                    new Promise("not asked for again at once", again.isUpstreamLeftAlone()));
        } finally {
            upstream.behave(Behaviour.HONEST);
        }
    }

    /** A new process forgets at once what the one before remembers for a minute: that the blob came wrong. */
    private void mended() throws IOException, InterruptedException {
        String title = "mended and restarted";
        DemoImage image = images.damaged();
        stage.startEntrepot();
        try (Clients one = clients(1)) {
            Seen seen = watch(title, image.size(), () -> one.pull(ImageName.of(REGISTRY, image)));
            keep(
                    title,
                    seen,
                    new Promise("every digest right", seen.isAllRight()),
                    new Promise(
                            "only the wrong blob fetched",
                            seen.upstream().requests().size() == 1
                                    && seen.upstream()
                                                    .fetchesOf(image.layers()
                                                            .getFirst()
                                                            .digest())
                                            == 1));
        }
    }

    private void stopped() throws IOException, InterruptedException {
        String title = "upstream stopped";
        Traffic before = upstream.traffic();
        upstream.stop();
        try (Clients one = clients(1)) {
            Seen fresh = watch(title, images.app().size(), () -> one.pull(ImageName.of(REGISTRY, images.app())));
            Seen stale = look(() -> one.pull(ImageName.of(CAREFUL_REGISTRY, images.sibling())));
            Seen never = look(() -> one.pull(new ImageName(REGISTRY, "shop/never-asked", "1")));
            keep(
                    title,
                    fresh,
                    new Promise("every digest right", fresh.isAllRight()),
                    new Promise("a tag past its time marked stale", stale.isAllRight() && stale.isMarkedStale()),
                    new Promise("unknown image: 503, not 404", never.isRefusedWith(503)),
                    new Promise(
                            "upstream not reached",
                            upstream.traffic().since(before).requests().isEmpty()));
        }
    }

    private Clients clients(int count) throws IOException {
        return Clients.of(count, stage.entrepot(), progress);
    }

    /** Something that clients do. */
    private interface Act {
        List<Pulled> play() throws InterruptedException;
    }

    private Seen watch(String title, long bytes, Act act) throws InterruptedException {
        progress.begin(title, bytes);
        try {
            return look(act);
        } finally {
            progress.end();
        }
    }

    private Seen look(Act act) throws InterruptedException {
        Traffic before = upstream.traffic();
        long start = System.nanoTime();
        List<Pulled> pulls = act.play();
        return new Seen(pulls, System.nanoTime() - start, upstream.traffic().since(before));
    }

    private void keep(String title, Seen seen, Promise... promises) {
        rows.add(new Row(title, seen, List.of(promises)));
    }
}
