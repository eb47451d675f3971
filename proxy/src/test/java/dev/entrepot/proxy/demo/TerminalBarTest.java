package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalBarTest {

    private static final String ERASE = "\r\u001b[K";

    private final StringWriter screen = new StringWriter();
    private long nanos;
    private final TerminalBar bar = new TerminalBar(new PrintWriter(screen), () -> nanos);

    @Test
    void itFillsAsBytesComeAndIsGoneInTheEnd() {
        bar.begin("cold", 2048);
        nanos += 100_000_000;
        bar.add(1024);
        bar.end();

        assertThat(screen)
                .hasToString(ERASE + "[........................] 0 of 2.0 KiB  cold" + ERASE
                        + "[############............] 1.0 KiB of 2.0 KiB  cold" + ERASE);
    }

    @Test
    void itIsDrawnTenTimesASecondAtMost() {
        bar.begin("cold", 1000);
        for (int i = 0; i < 1000; i++) {
            nanos += 1_000_000;
            bar.add(1);
        }

        assertThat(screen.toString().split("\r", -1)).hasSize(1 + 1 + 10);
    }

    @Test
    void moreThanWasExpectedFillsItAndNoMore() {
        bar.begin("cold", 10);
        nanos += 100_000_000;
        bar.add(20);

        assertThat(screen.toString()).endsWith("[########################] 10 B of 10 B  cold");
    }
}
