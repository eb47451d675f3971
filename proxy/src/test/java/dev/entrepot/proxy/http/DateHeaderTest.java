package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DateHeaderTest {

    private Instant time = Instant.parse("1994-11-06T08:49:37.900Z");
    private final DateHeader date = new DateHeader(() -> time);

    @Test
    void itHasTheFormThatAllUnderstand() {
        assertThat(date.now()).hasToString("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void itIsMadeOnceASecond() {
        CharSequence first = date.now();
        time = time.plusMillis(99);
        assertThat(date.now()).isSameAs(first);

        time = time.plusMillis(1);
        assertThat(date.now()).hasToString("Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
