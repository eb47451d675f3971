package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.proxy.demo.upstream.DemoImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    @Test
    void eachImageIsFetchedOnceHoweverOftenItIsAskedFor() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(3, 1 << 20, 3);
        try (Stage stage = Stage.set(rehearsal.images())) {
            rehearsal.play(stage);

            assertThat(rehearsal.images())
                    .hasSize(3)
                    .allSatisfy(image -> assertThat(stage.upstream().traffic().requests())
                            .containsOnlyOnce(
                                    path(image, "manifests/1.0"),
                                    path(image, "blobs/" + image.config().digest()),
                                    path(
                                            image,
                                            "blobs/" + image.layers().getFirst().digest())));
        }
    }

    @Test
    void anAnswerThatIsNoneOfASuccessEndsIt() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(1, 1 << 20, 1);
        try (Stage empty = Stage.set(List.of())) {
            assertThatThrownBy(() -> rehearsal.play(empty))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("404 to GET http://127\\.0\\.0\\.1:[0-9]+/v2/shop/shelf-0/manifests/1\\.0");
        }
    }

    private static String path(DemoImage image, String rest) {
        return "GET /v2/" + image.repository() + "/" + rest;
    }
}
