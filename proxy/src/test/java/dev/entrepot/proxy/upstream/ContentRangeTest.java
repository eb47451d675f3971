package dev.entrepot.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.ByteRange;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {

    @Test
    void aPartAndItsTotalAreRead() {
        assertThat(ContentRange.parse("bytes 5-9/10")).contains(new ContentRange(Optional.of(new ByteRange(5, 9)), 10));
    }

    @Test
    void anUnknownTotalIsTold() {
        assertThat(ContentRange.parse("Bytes 5-9/*")).contains(new ContentRange(Optional.of(new ByteRange(5, 9)), -1));
    }

    @Test
    void nothingOfATotalIsRead() {
        assertThat(ContentRange.parse("bytes */0")).contains(new ContentRange(Optional.empty(), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 5-9",
                "bytes 9-5/10",
                "bytes 5-10/10",
                "bytes -5/10",
                "items 5-9/10",
                "bytes 99999999999999999999-99999999999999999999/*"
            })
    void nonsenseIsNothing(String header) {
        assertThat(ContentRange.parse(header)).isEmpty();
    }
}
