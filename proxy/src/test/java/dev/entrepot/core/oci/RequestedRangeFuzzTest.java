package dev.entrepot.core.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Range} header. */
class RequestedRangeFuzzTest {

    private static final Pattern ONE = Pattern.compile("(?i)bytes=[ \t]*([0-9]*)[ \t]*-[ \t]*([0-9]*)[ \t]*");
    private static final long[] SIZES = {0, 1, 2, 10, 1L << 40};

    @FuzzTest
    void whatIsSelectedIsWhatExactArithmeticSelects(byte[] input) {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        RequestedRange range = RequestedRange.parse(header);
        if (range instanceof RequestedRange.Several) {
            assertThat(header).contains(",");
            return;
        }
        Matcher one = ONE.matcher(header);
        for (long size : SIZES) {
            RequestedRange.Selection selected = range.select(size);
            assertThat(selected).isEqualTo(one.matches() ? expected(one.group(1), one.group(2), size) : all());
        }
    }

    private static RequestedRange.Selection expected(String first, String last, long size) {
        if (first.isEmpty() && last.isEmpty()) {
            return all();
        }
        BigInteger end = BigInteger.valueOf(size).subtract(BigInteger.ONE);
        BigInteger from = first.isEmpty()
                ? BigInteger.valueOf(size).subtract(new BigInteger(last)).max(BigInteger.ZERO)
                : new BigInteger(first);
        BigInteger to = first.isEmpty() || last.isEmpty() ? end : new BigInteger(last).min(end);
        return from.compareTo(to) > 0
                ? new RequestedRange.Selection.Nothing()
                : new RequestedRange.Selection.Part(new ByteRange(from.longValueExact(), to.longValueExact()));
    }

    private static RequestedRange.Selection all() {
        return new RequestedRange.Selection.All();
    }
}
