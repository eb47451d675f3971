package dev.entrepot.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CalmAppenderTest {

    private final AtomicLong clock = new AtomicLong();
    private final CalmAppender calm = new CalmAppender(clock::get);
    private final ListAppender<ILoggingEvent> behind = new ListAppender<>();
    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("x");

    @BeforeEach
    void attach() {
        behind.start();
        calm.addAppender(behind);
        calm.start();
        log.setLevel(Level.INFO);
        log.addAppender(calm);
    }

    private List<String> lines() {
        return behind.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aStormOfOneWarningIsTwentyLines() {
        for (int i = 0; i < 100_000; i++) {
            log.warn("no room for {}", i);
        }

        assertThat(lines())
                .hasSize(CalmAppender.MOST)
                .startsWith("no room for 0")
                .endsWith("no room for 19");
    }

    @Test
    void itIsSaidHowManyWereLeftOut() {
        for (int i = 0; i < 50; i++) {
            log.warn("no room for {}", i);
        }
        clock.addAndGet(CalmAppender.PER.toNanos());
        log.warn("no room for {}", "you");

        assertThat(lines()).endsWith("no room for you", "(30 more like this were left out)");
        assertThat(behind.list.getLast().getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void oneStormHidesNoOtherTrouble() {
        for (int i = 0; i < 50; i++) {
            log.warn("no room for {}", i);
        }
        log.error("the disk is gone");

        assertThat(lines()).endsWith("the disk is gone");
    }

    @Test
    void whatIsNoTroubleIsNeverLeftOut() {
        for (int i = 0; i < 50; i++) {
            log.info("upload of {}", i);
        }

        assertThat(lines()).hasSize(50);
    }
}
