package dev.entrepot.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TagEntryTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Digest old = Digest.sha256(new byte[] {1});
    private final Digest young = Digest.sha256(new byte[] {2});

    @Test
    void theFirstTimeATagIsSeenIsItsHistory() {
        TagEntry entry = TagEntry.first(old, NOON);

        assertThat(entry.checked()).isEqualTo(NOON);
        assertThat(entry.history()).containsExactly(new TagEntry.Seen(old, NOON));
    }

    @Test
    void aConfirmationMovesTheTimeAndNothingElse() {
        TagEntry entry = TagEntry.first(old, NOON).confirmed(old, NOON.plusSeconds(60));

        assertThat(entry.checked()).isEqualTo(NOON.plusSeconds(60));
        assertThat(entry.history()).containsExactly(new TagEntry.Seen(old, NOON));
    }

    @Test
    void aMovedTagRemembersWhatItNamedBefore() {
        TagEntry entry = TagEntry.first(old, NOON).confirmed(young, NOON.plusSeconds(60));

        assertThat(entry.digest()).isEqualTo(young);
        assertThat(entry.history())
                .containsExactly(new TagEntry.Seen(young, NOON.plusSeconds(60)), new TagEntry.Seen(old, NOON));
    }

    @Test
    void aTagMovedBackAppearsTwice() {
        TagEntry entry =
                TagEntry.first(old, NOON).confirmed(young, NOON.plusSeconds(1)).confirmed(old, NOON.plusSeconds(2));

        assertThat(entry.history()).extracting(TagEntry.Seen::digest).containsExactly(old, young, old);
    }

    @Test
    void theHistoryIsBoundedAndKeepsTheNewest() {
        TagEntry entry = TagEntry.first(old, NOON);
        for (int i = 1; i <= 200; i++) {
            entry = entry.confirmed(i % 2 == 1 ? young : old, NOON.plusSeconds(i));
        }

        assertThat(entry.history()).hasSize(TagEntry.MAX_HISTORY);
        assertThat(entry.history().getFirst()).isEqualTo(new TagEntry.Seen(old, NOON.plusSeconds(200)));
    }
}
