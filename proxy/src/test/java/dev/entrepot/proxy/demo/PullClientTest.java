package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.demo.upstream.Behaviour;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import dev.entrepot.proxy.demo.upstream.DemoRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients notice what they are there to notice: here nothing stands between them and the upstream. */
class PullClientTest {

    private static final DemoImages IMAGES = DemoImages.make();

    private final DemoRegistry upstream;
    private final Clients clients;
    private final DemoImage image = IMAGES.damaged();

    PullClientTest() throws IOException {
        upstream = DemoRegistry.start(IMAGES.all());
        clients = Clients.of(3, upstream.url(), Progress.NONE);
    }

    @AfterEach
    void close() {
        clients.close();
        upstream.close();
    }

    @Test
    void anImageIsRightWhenEveryDigestIs() throws InterruptedException {
        List<Pulled> pulled = clients.pull(name());

        assertThat(pulled).hasSize(3).allMatch(Pulled::isRight);
        assertThat(pulled).allMatch(pull -> pull.bytes() == image.size());
    }

    @Test
    void oneWrongByteInAWholeBodyIsADeceit() throws InterruptedException {
        upstream.behave(Behaviour.corrupting(image.layers().getFirst()));

        assertThat(clients.pull(name())).allMatch(Pulled::isDeceived).noneMatch(Pulled::isRight);
    }

    @Test
    void aBodyThatEndsEarlyIsCutShort() throws InterruptedException {
        upstream.behave((digest, position, bytes, length) -> {
            if (position > 0) {
                throw new InterruptedException("gone");
            }
        });

        assertThat(clients.pull(name())).allMatch(Pulled::isCutShort).noneMatch(Pulled::isDeceived);
    }

    @Test
    void anUnknownImageIsRefused() throws InterruptedException {
        assertThat(clients.pull(new ImageName("registry.demo", "no/such", "1")))
                .allMatch(pull -> pull.isRefusedWith(404));
    }

    @Test
    void whoeverIsNotThereFails() throws InterruptedException {
        upstream.stop();

        assertThat(clients.pull(name()))
                .allMatch(pull -> pull.manifest() instanceof Fetched.Failed)
                .noneMatch(Pulled::isRight);
    }

    @Test
    void whatEachClientOnItsOwnFetchesIsNotFetchedOnce() throws InterruptedException {
        List<Pulled> pulled = clients.pull(name());

        assertThat(new Seen(pulled, 0, upstream.traffic()).isFetchedOnce(image, image.blobs()))
                .isFalse();
    }

    private ImageName name() {
        return ImageName.of("registry.demo", image);
    }
}
