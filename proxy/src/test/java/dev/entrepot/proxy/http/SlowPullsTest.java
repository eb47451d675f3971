package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SlowPullsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("entrepot.pull");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final EmbeddedChannel connection = new EmbeddedChannel();
    private final RouteParser routes = new RouteParser(new UpstreamNames(Map.of("ghcr.io", "ghcr.io"), "ghcr.io"));
    private final AtomicLong clock = new AtomicLong();
    private final SlowPulls pulls = new SlowPulls(() -> Duration.ofHours(1), Runnable::run, clock::get);

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        connection.close();
    }

    private Account ended(String target, int status, Answered.Ending how) {
        Account account =
                new Account(connection, new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target), 1);
        account.asked(routes.parse(target));
        account.begun(status);
        account.ended(how);
        return account;
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aStormOfFailuresIsToldOfByTenLinesInTenSeconds() {
        for (int i = 0; i < 1000; i++) {
            pulls.ended(ended("/v2/a/b/manifests/1", 503, Answered.Ending.DONE));
        }

        assertThat(lines()).hasSize(10).allMatch(line -> line.startsWith("failed pull: id="));
    }

    @Test
    void theNextLineSaysHowManyWereNotToldOf() {
        for (int i = 0; i < 12; i++) {
            pulls.ended(ended("/v2/a/b/manifests/1", 503, Answered.Ending.DONE));
        }
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        pulls.ended(ended("/v2/a/b/manifests/1", 503, Answered.Ending.DONE));

        assertThat(lines()).hasSize(11);
        assertThat(lines().getLast()).endsWith(" untold=2");
    }

    @Test
    void whatWasCutShortHasFailed() {
        pulls.ended(ended("/v2/a/b/manifests/1", 200, Answered.Ending.CUT));

        assertThat(lines()).hasSize(1);
    }

    @Test
    void whatWentWellOrIsNoPullIsNotToldOf() {
        pulls.ended(ended("/v2/a/b/manifests/1", 200, Answered.Ending.DONE));
        pulls.ended(ended("/v2/a/b/manifests/1", 404, Answered.Ending.DONE));
        pulls.ended(ended("/v2/a/b/manifests/1", 200, Answered.Ending.LEFT));
        pulls.ended(ended("/v2/", 503, Answered.Ending.DONE));

        assertThat(lines()).isEmpty();
    }
}
