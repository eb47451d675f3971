package dev.entrepot.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> NAMES = List.of("url", "tag-ttl", "max-stale", "max-connections", "password");

    @ParameterizedTest
    @CsvSource({
        "tagttl, tag-ttl",
        "tagTtl, tag-ttl",
        "TAG_TTL, tag-ttl",
        "tag-tlt, tag-ttl",
        "max-conections, max-connections",
        "uri, url",
        "passwd, password"
    })
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(NearestName.of(typed, NAMES)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"ttl", "capacity", "''", "x"})
    void doesNotGuess(String typed) {
        assertThat(NearestName.of(typed, NAMES)).isEmpty();
    }

    @Test
    void doesNotTryLongTexts() {
        assertThat(NearestName.of("p".repeat(1 << 20), NAMES)).isEmpty();
    }
}
