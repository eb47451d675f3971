package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.entrepot.core.oci.RequestedRange.Backwards;
import dev.entrepot.core.oci.RequestedRange.Closed;
import dev.entrepot.core.oci.RequestedRange.From;
import dev.entrepot.core.oci.RequestedRange.Selection;
import dev.entrepot.core.oci.RequestedRange.Several;
import dev.entrepot.core.oci.RequestedRange.Suffix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedRangeTest {

    private static final long SIZE = 2048;

    @Test
    void noHeaderAsksForEverything() {
        assertThat(RequestedRange.parse(null)).isEqualTo(RequestedRange.whole());
        assertThat(RequestedRange.whole().select(SIZE)).isEqualTo(new Selection.All());
    }

    /** RFC 9110, 14.2: a range that cannot be understood is as if it had not been sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=--5",
                "bytes=5",
                "bytes=a-b",
                "bytes=0x0-0x5",
                "bytes=+1-2",
                "bytes=1-2-3",
                "bytes:0-1",
                "bytes=0\u001d-5",
                "items=0-5",
                "seconds=1-2",
                "0-5"
            })
    void whatCannotBeUnderstoodIsIgnored(String header) {
        assertThat(RequestedRange.parse(header)).isEqualTo(RequestedRange.whole());
    }

    @Test
    void eachFormIsTold() {
        assertThat(RequestedRange.parse("bytes=500-1499")).isEqualTo(new Closed(500, 1499));
        assertThat(RequestedRange.parse("bytes=500-")).isEqualTo(new From(500));
        assertThat(RequestedRange.parse("bytes=-500")).isEqualTo(new Suffix(500));
        assertThat(RequestedRange.parse("bytes=500-0")).isEqualTo(new Backwards());
        assertThat(RequestedRange.parse("bytes=0-1,5-6")).isEqualTo(new Several());
    }

    /** RFC 9110, 14.1: range unit names are case-insensitive. */
    @Test
    void theUnitMayBeWrittenInCapitals() {
        assertThat(RequestedRange.parse("Bytes=0-0")).isEqualTo(new Closed(0, 0));
    }

    /** The first four and the last two are what the OCI conformance suite asks of a blob of 2048 bytes. */
    @ParameterizedTest
    @CsvSource({
        "bytes=500-1499, 500-1499",
        "bytes=500-,     500-2047",
        "bytes=-500,     1548-2047",
        "bytes=2000-5000, 2000-2047",
        "bytes=0-,       0-2047",
        "bytes=0-0,      0-0",
        "bytes=2047-,    2047-2047",
        "bytes=-1,       2047-2047",
        "bytes=-2048,    0-2047",
        "bytes=-9999,    0-2047",
        "bytes=0-9223372036854775807, 0-2047",
        "bytes=0-99999999999999999999, 0-2047",
        "bytes=-99999999999999999999, 0-2047",
        "bytes=00500-0001499, 500-1499"
    })
    void whatCanBeSatisfiedIsCutToTheBlob(String header, String part) {
        assertThat(RequestedRange.parse(header).select(SIZE))
                .isInstanceOfSatisfying(
                        Selection.Part.class,
                        selected -> assertThat(selected.range()).hasToString(part));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=500-0",
                "bytes=5000-10000",
                "bytes=2048-",
                "bytes=2048-2048",
                "bytes=-0",
                "bytes=99999999999999999999-",
                "bytes=99999999999999999999-99999999999999999999"
            })
    void whatLiesOutsideSelectsNothing(String header) {
        assertThat(RequestedRange.parse(header).select(SIZE)).isEqualTo(new Selection.Nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"})
    void noRangeOfAnEmptyBlobCanBeSatisfied(String header) {
        assertThat(RequestedRange.parse(header).select(0)).isEqualTo(new Selection.Nothing());
    }

    @Test
    void anEmptyBlobWithoutARangeIsSentWhole() {
        assertThat(RequestedRange.whole().select(0)).isEqualTo(new Selection.All());
    }

    /** Whatever a client writes, arithmetic on what was parsed must not overflow. */
    @Test
    void theLengthOfTheLongestRangeIsAPositiveNumber() {
        Closed parsed = (Closed) RequestedRange.parse("bytes=0-99999999999999999999");

        assertThat(new ByteRange(parsed.first(), parsed.last()).length()).isPositive();
    }

    @Test
    void severalRangesAreNeverSelectedFrom() {
        assertThatIllegalStateException().isThrownBy(() -> new Several().select(SIZE));
    }
}
