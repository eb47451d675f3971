package dev.entrepot.e2e.crash;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.ImageFixture;
import dev.entrepot.testkit.registry.content.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that pull images at random, until they are told to stop, and note what was acknowledged. */
final class CrashLoad {

    /** @param tag names the image in its repository */
    record Tagged(String repository, String tag, ImageFixture image) {

        String manifest() {
            return "/v2/" + repository + "/manifests/" + tag;
        }

        String blob(Part part) {
            return "/v2/" + repository + "/blobs/" + part.digest();
        }
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Acknowledged acknowledged;
    private final AtomicLong answers = new AtomicLong();
    private volatile Optional<AssertionError> broken = Optional.empty();
    private volatile boolean over;

    CrashLoad(String url, Acknowledged acknowledged) {
        this.url = url;
        this.acknowledged = acknowledged;
    }

    void start(int clients, List<Tagged> images, long seed) {
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seed + i);
            threads.execute(() -> pullUntilOver(images, random));
        }
    }

    private void pullUntilOver(List<Tagged> images, Random random) {
        while (!over) {
            try {
                pull(images.get(random.nextInt(images.size())), random);
            } catch (IOException e) {
                // It was killed, or what it was fetching from was.
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            } catch (AssertionError e) {
                broken = Optional.of(e);
                return;
            }
        }
    }

    private void pull(Tagged tagged, Random random) throws IOException, InterruptedException {
        Part manifest = tagged.image().manifest();
        get(tagged.manifest(), manifest.digest(), true);
        for (Part part : tagged.image().blobs()) {
            get(tagged.blob(part), part.digest(), false);
            if (random.nextBoolean()) {
                get(tagged.blob(part), part.digest(), false);
            }
        }
    }

    private void get(String target, Digest digest, boolean isManifest) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + target)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            return;
        }
        if (!Digest.sha256(answer.body()).equals(digest)) {
            throw new AssertionError(target + " was answered whole, with other bytes");
        }
        answers.incrementAndGet();
        boolean isHit = answer.headers()
                .firstValue("cache-status")
                .map(status -> status.endsWith("; hit"))
                .orElse(false);
        if (isManifest || isHit) {
            acknowledged.add(target, digest);
        }
    }

    /** Whole answers so far, every one of them right. */
    long answers() {
        return answers.get();
    }

    /** Ends the clients, who may be in the middle of something. */
    void end() throws InterruptedException {
        over = true;
        client.shutdownNow();
        threads.shutdownNow();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new AssertionError("clients that do not end");
        }
        if (broken.isPresent()) {
            throw broken.get();
        }
    }
}
