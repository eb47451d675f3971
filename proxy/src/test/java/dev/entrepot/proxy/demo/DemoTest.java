package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.proxy.demo.upstream.DemoImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final DemoImages IMAGES = DemoImages.make();

    @Test
    void everyPromiseIsKeptAndNothingIsLeftBehind() throws Exception {
        Report report;
        Path folder;
        try (Stage stage = Stage.set(IMAGES.all())) {
            report = new Demo(stage, IMAGES, Progress.NONE).play();
            folder = stage.folder();
            assertThat(folder).isDirectory();
        }

        assertThat(report.isKept()).as(report.table()).isTrue();
        assertThat(report.table().lines().map(DemoTest::title).filter(title -> !title.isEmpty()))
                .containsExactly(
                        "cold",
                        "warm",
                        "other image, same base",
                        "50 clients at once, cold",
                        "upstream corrupts a byte",
                        "mended and restarted",
                        "upstream stopped");
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatIsClosedStartsNothingAnyMore() throws IOException {
        Stage stage = Stage.set(IMAGES.all());
        stage.close();

        assertThatThrownBy(stage::startEntrepot).isInstanceOf(IOException.class).hasMessageContaining("over");
    }

    private static String title(String line) {
        return line.substring(0, 25).strip();
    }
}
