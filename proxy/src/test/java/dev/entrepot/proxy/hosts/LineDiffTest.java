package dev.entrepot.proxy.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    @Test
    void whatStaysWhatGoesAndWhatComesIsShownInItsPlace() {
        assertThat(LineDiff.of(List.of("a", "b", "c"), List.of("a", "x", "c", "d")))
                .containsExactly("  a", "- b", "+ x", "  c", "+ d");
    }

    @Test
    void aNewFileIsAllNew() {
        assertThat(LineDiff.of(List.of(), List.of("a", "b"))).containsExactly("+ a", "+ b");
    }
}
