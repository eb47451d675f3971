package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UseNotesTest {

    private final UseNotes notes = new UseNotes();

    private static List<Digest> digests(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    @Test
    void whatIsNotedIsToldOnce() {
        Digest digest = digests(1).getFirst();
        notes.note(digest);
        notes.note(digest);

        assertThat(notes.take()).containsExactly(digest);
        assertThat(notes.take()).isEmpty();
    }

    @Test
    void aThousandAreRememberedWithoutLoss() {
        List<Digest> thousand = digests(1000);
        thousand.forEach(notes::note);

        assertThat(notes.take()).containsExactlyInAnyOrderElementsOf(thousand);
    }

    @Test
    void moreThanThereIsRoomForAreForgottenAndNeverMistaken() {
        Set<Digest> many = new HashSet<>(digests(50_000));
        many.forEach(notes::note);

        Set<Digest> taken = notes.take();
        assertThat(taken).hasSizeBetween(7_000, 8_192);
        assertThat(many.containsAll(taken)).isTrue();
    }
}
