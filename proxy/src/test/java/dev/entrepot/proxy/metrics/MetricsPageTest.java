package dev.entrepot.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.pull.PullObserver;
import dev.entrepot.proxy.http.BodySource;
import dev.entrepot.proxy.http.CacheStatus;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        if ("write".equals(System.getProperty("entrepot.docs"))) {
            Files.writeString(PAGE, MetricsPage.markdown());
        }

        assertThat(PAGE)
                .as("write it anew with: mvn test -pl proxy -am -Dtest=MetricsPageTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dentrepot.docs=write")
                .hasContent(MetricsPage.markdown());
    }

    @Test
    void everyValueOfALabelIsExplained() {
        String page = MetricsPage.markdown();

        for (CacheStatus cache : CacheStatus.values()) {
            assertThat(page).contains("`" + cache.label() + "`");
        }
        for (BodySource source : BodySource.values()) {
            assertThat(page).contains("`" + source.label() + "`");
        }
        for (PullObserver.FillEnd end : PullObserver.FillEnd.values()) {
            assertThat(page).contains("`" + end.name().toLowerCase(Locale.ROOT) + "`");
        }
        for (UpstreamException.Kind kind : UpstreamException.Kind.values()) {
            assertThat(page).contains("`" + kind.name().toLowerCase(Locale.ROOT) + "`");
        }
    }
}
