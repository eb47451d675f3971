package dev.entrepot.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** {@code Content-Range}: what an upstream says its bytes are. */
class ContentRangeFuzzTest {

    @FuzzTest
    void whatIsUnderstoodIsARangeOfTheWholeAndIsUnderstoodAgain(byte[] input) {
        ContentRange.parse(new String(input, StandardCharsets.ISO_8859_1)).ifPresent(content -> {
            content.range().ifPresent(range -> {
                assertThat(range.first()).isNotNegative().isLessThanOrEqualTo(range.last());
                assertThat(content.total() < 0 || range.last() < content.total())
                        .isTrue();
            });
            assertThat(ContentRange.parse(written(content))).contains(content);
        });
    }

    private static String written(ContentRange content) {
        return "bytes " + content.range().map(Object::toString).orElse("*") + "/"
                + (content.total() < 0 ? "*" : Long.toString(content.total()));
    }
}
