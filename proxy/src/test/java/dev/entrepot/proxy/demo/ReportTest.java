package dev.entrepot.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.proxy.demo.upstream.Traffic;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    @Test
    void theTableHasALineForEachPromiseAndItsFiguresBesideTheFirst() {
        Report report = new Report(List.of(
                row("cold", 410_000_000, 32 << 20, 5, new Promise("right", true), new Promise("fetched once", true)),
                row("a longer title", 12_340_000_000L, 0, 0, new Promise("upstream not asked", true))));

        assertThat(report.table()).isEqualTo("""
                                   time  to clients  upstream asked  upstream sent  outcome
                cold             0.41 s    32.0 MiB         5 times       32.0 MiB  right
                                                                                    fetched once
                a longer title  12.34 s           0           never              0  upstream not asked
                """);
    }

    @Test
    void aBrokenPromiseStandsOut() {
        Report report = new Report(
                List.of(row("warm", 1, 1, 1, new Promise("right", true), new Promise("upstream not asked", false))));

        assertThat(report.isKept()).isFalse();
        assertThat(report.table()).contains("right\n").contains("BROKEN: upstream not asked\n");
    }

    @Test
    void allIsKeptWhenEveryPromiseOfEveryRowIs() {
        Row kept = row("one", 1, 1, 1, new Promise("a", true), new Promise("b", true));
        Row broken = row("two", 1, 1, 1, new Promise("a", true), new Promise("b", false));

        assertThat(new Report(List.of(kept, kept)).isKept()).isTrue();
        assertThat(new Report(List.of(kept, broken)).isKept()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "33554432, 32.0 MiB",
        "1677721600, 1.6 GiB",
        "5497558138880, 5.0 TiB"
    })
    void bytesAreWrittenForPeople(long bytes, String text) {
        assertThat(Bytes.text(bytes)).isEqualTo(text);
    }

    private static Row row(String title, long nanos, int bytes, int requests, Promise... promises) {
        Pulled pulled = new Pulled(new Fetched.Right(bytes, "entrepot; hit"), List.of());
        Traffic traffic = new Traffic(Collections.nCopies(requests, "GET /v2/"), bytes);
        return new Row(title, new Seen(List.of(pulled), nanos, traffic), List.of(promises));
    }
}
