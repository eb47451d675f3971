package dev.entrepot.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TagPageTest {

    private static final List<String> ALL = List.of("a", "b", "d");

    @Test
    void withoutALimitAPageIsTheRest() {
        assertThat(TagPage.of(ALL, "", OptionalInt.empty())).isEqualTo(new TagPage(ALL, false));
        assertThat(TagPage.of(ALL, "b", OptionalInt.empty())).isEqualTo(new TagPage(List.of("d"), false));
    }

    @Test
    void aPageThatEndsTheListSaysSo() {
        assertThat(TagPage.of(ALL, "", OptionalInt.of(2))).isEqualTo(new TagPage(List.of("a", "b"), true));
        assertThat(TagPage.of(ALL, "a", OptionalInt.of(2))).isEqualTo(new TagPage(List.of("b", "d"), false));
        assertThat(TagPage.of(ALL, "", OptionalInt.of(3))).isEqualTo(new TagPage(ALL, false));
    }

    /** A tag may be deleted between two pages. */
    @Test
    void aPageBeginsAfterATagThatIsNotThere() {
        assertThat(TagPage.of(ALL, "c", OptionalInt.of(9))).isEqualTo(new TagPage(List.of("d"), false));
        assertThat(TagPage.of(ALL, "z", OptionalInt.of(9))).isEqualTo(new TagPage(List.of(), false));
    }

    /** distribution-spec: a page of none has no next one, or a client would ask for ever. */
    @Test
    void aPageOfNoneIsTheLast() {
        assertThat(TagPage.of(ALL, "", OptionalInt.of(0))).isEqualTo(new TagPage(List.of(), false));
    }
}
