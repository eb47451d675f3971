package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.entrepot.testkit.blob.ManualTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AcceptTroubleTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(AcceptTrouble.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ManualTime time = new ManualTime();
    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptTrouble(time.nanoTime()));

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void leave() {
        log.detachAppender(lines);
        listener.close();
    }

    private void fail() {
        listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    }

    @Test
    void aStormOfFailuresIsOneLineInTenSeconds() {
        fail();
        fail();
        time.advance(Duration.ofSeconds(9));
        fail();
        assertThat(lines.list).hasSize(1);

        time.advance(Duration.ofSeconds(1));
        fail();

        assertThat(lines.list)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).contains("Too many open files"));
    }
}
