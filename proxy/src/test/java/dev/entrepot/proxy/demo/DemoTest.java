package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void everyPromiseIsKeptAndNothingIsLeftBehind() throws Exception {
        Report report;
        Path folder;
        try (Stage stage = Stage.set()) {
            report = new Demo(stage, Progress.NONE).play();
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
        Stage stage = Stage.set();
        stage.close();

        assertThatThrownBy(stage::startEntrepot).isInstanceOf(IOException.class).hasMessageContaining("over");
    }

    private static String title(String line) {
        return line.substring(0, 25).strip();
    }
}
