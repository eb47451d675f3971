package dev.entrepot.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistry;
import dev.entrepot.testkit.registry.content.BlobContent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One cell of {@code docs/failures.md}: an upstream of its own, what is held of it, and one request after it fell ill. */
final class FailureScene implements Closeable {

    /** The columns. */
    enum Question {
        HELD_BLOB("a held blob"),
        NEW_BLOB("a new blob"),
        FRESH_TAG("a fresh tag"),
        OLD_TAG("an old tag"),
        NEW_TAG("a new tag"),
        HELD_MANIFEST("a held manifest"),
        NEW_MANIFEST("a new manifest");

        private final String title;

        Question(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        boolean isAboutABlob() {
            return this == HELD_BLOB || this == NEW_BLOB;
        }

        private boolean isNew() {
            return this == NEW_BLOB || this == NEW_TAG || this == NEW_MANIFEST;
        }

        private boolean isByTag() {
            return this == FRESH_TAG || this == OLD_TAG || this == NEW_TAG;
        }
    }

    /** Longer than any answer may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String REPOSITORY = "a/b";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int BLOB_SIZE = 100_000;

    private final String name;
    private final UpstreamBehaviour behaviour;
    private final Question question;
    private final FakeRegistry registry = FakeRegistry.start();
    private final byte[] content;
    private final Digest digest;
    private @Nullable DeafPort deaf;
    private Optional<Failure> seen = Optional.empty();

    /** @param name of its upstream, its own */
    FailureScene(String name, UpstreamBehaviour behaviour, Question question) {
        this.name = name;
        this.behaviour = behaviour;
        this.question = question;
        if (behaviour.wantsTokens()) {
            registry.requireTokens();
        }
        if (question.isAboutABlob()) {
            content = BlobContent.random(name.hashCode(), BLOB_SIZE).toBytes();
            digest = registry.addBlob(REPOSITORY, content);
        } else {
            content = ("{\"schemaVersion\":2,\"annotations\":{\"of\":\"" + name + "\"}}" + " ".repeat(200))
                    .getBytes(StandardCharsets.UTF_8);
            digest = registry.addManifest(REPOSITORY, "v1", MANIFEST, content);
        }
    }

    /** Of its upstream, in the configuration. */
    String yaml() {
        String ttl = question == Question.OLD_TAG ? "0s" : "1h";
        return "  " + name + ": {url: '" + registry.url() + "', tag-ttl: " + ttl + "}\n";
    }

    FakeRegistry registry() {
        return registry;
    }

    Question question() {
        return question;
    }

    Digest digest() {
        return digest;
    }

    byte[] content() {
        return content;
    }

    int bodySize() {
        return content.length;
    }

    /** Has it held, where it is to be. */
    void prepare(int port) throws IOException {
        if (question.isNew()) {
            return;
        }
        assertThat(get(port).response().status()).isEqualTo(200);
        if (question == Question.HELD_BLOB) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> "entrepot; hit".equals(get(port).response().header("cache-status")));
        }
    }

    /** The upstream falls ill, and the client asks. */
    void play(int port) throws IOException {
        registry.clear();
        registry.tokens().clear();
        behaviour.beginning().of(this);
        seen = Optional.of(get(port));
    }

    private Failure get(int port) throws IOException {
        try (Wire wire = new Wire(port, PATIENCE)) {
            long start = System.nanoTime();
            wire.send("GET", path() + "?ns=" + name);
            wire.awaitAnswer();
            Duration toStatus = Duration.ofNanos(System.nanoTime() - start);
            return new Failure(this, wire.receive("GET"), toStatus);
        }
    }

    /** Of what is asked for, here and upstream. */
    String path() {
        String kind = question.isAboutABlob() ? "/blobs/" : "/manifests/";
        return "/v2/" + REPOSITORY + kind + (question.isByTag() ? "v1" : digest);
    }

    /** What the client saw; to be asked for when all is quiet, because it counts requests. */
    Failure seen() {
        return seen.orElseThrow();
    }

    /** Connecting to the registry hangs. */
    void refuseToHear() throws IOException {
        registry.stopListening();
        deaf = new DeafPort(registry.port());
    }

    @Override
    public void close() throws IOException {
        if (deaf != null) {
            deaf.close();
        }
        registry.close();
    }
}
