package dev.entrepot.proxy.demo;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a server does most, often enough for a JVM that looks on to learn what to compile (JEP 515): images pulled that it
 * never saw, then small answers, and now and then a large one. What that is worth: docs/performance.md.
 */
public final class Rehearsal {

    private static final int IMAGES = 40;
    private static final int LAYER_BYTES = 2 << 20;
    /** No more than the JDK keeps connections to one host. */
    private static final int CLIENTS = 4;

    private static final int ROUNDS = 4000;

    /** A large answer costs as much as hundreds of small ones. */
    private static final int ROUNDS_OF_SMALL = 64;

    private final List<DemoImage> images;
    private final int rounds;

    private Rehearsal(List<DemoImage> images, int rounds) {
        this.images = images;
        this.rounds = rounds;
    }

    /** Takes some ten seconds of two processors. */
    public static Rehearsal whole() {
        return of(IMAGES, LAYER_BYTES, ROUNDS);
    }

    static Rehearsal of(int images, int layerBytes, int rounds) {
        return new Rehearsal(DemoImages.alike(images, layerBytes), rounds);
    }

    /** What the stage's upstream has to have. */
    public List<DemoImage> images() {
        return images;
    }

    /** @throws IOException when an answer is not what it has to be */
    public void play(Stage stage) throws IOException, InterruptedException {
        stage.startEntrepot();
        PlainClient client = new PlainClient(stage.entrepot());
        for (DemoImage image : images) {
            pull(client, image);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Void>> played = threads.invokeAll(images.stream()
                    .limit(CLIENTS)
                    .map(image -> hits(client, image))
                    .toList());
            for (Future<Void> one : played) {
                await(one);
            }
        }
    }

    private Callable<Void> hits(PlainClient client, DemoImage image) {
        return () -> {
            for (int round = 0; round < rounds; round++) {
                small(client, image);
                if (round % ROUNDS_OF_SMALL == 0) {
                    client.get(layer(image));
                    client.getRange(layer(image), 1000, LAYER_BYTES / 8);
                }
            }
            return null;
        };
    }

    private static void pull(PlainClient client, DemoImage image) throws IOException {
        client.get(manifest(image, image.tag()));
        client.get(blob(image, image.config().digest()));
        client.get(layer(image));
    }

    private static void small(PlainClient client, DemoImage image) throws IOException {
        client.get(manifest(image, image.tag()));
        client.head(manifest(image, image.tag()));
        client.get(manifest(image, image.manifest().digest().toString()));
        client.get(blob(image, image.config().digest()));
    }

    private static String manifest(DemoImage image, String reference) {
        return "/v2/" + image.repository() + "/manifests/" + reference;
    }

    private static String layer(DemoImage image) {
        return blob(image, image.layers().getFirst().digest());
    }

    private static String blob(DemoImage image, Digest digest) {
        return "/v2/" + image.repository() + "/blobs/" + digest;
    }

    private static void await(Future<Void> played) throws IOException, InterruptedException {
        try {
            played.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
