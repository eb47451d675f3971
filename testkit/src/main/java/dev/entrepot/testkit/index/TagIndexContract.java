package dev.entrepot.testkit.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.IndexUnavailableException;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link dev.entrepot.core.index.TagIndex} does. */
public abstract class TagIndexContract extends IndexContract {

    private static final Reference.ByTag LATEST = new Reference.ByTag(ALPINE, "latest");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");
    private static final TagEntry ENTRY = TagEntry.first(digest("old"), NOON);

    @Test
    void whatNobodyPutIsAbsent() {
        assertAbsent(index().tags().find(LATEST));
        assertThat(index().tags().ready(LATEST)).isEmpty();
    }

    @Test
    void whatWasPutIsFoundAndReady() {
        index().tags().put(LATEST, ENTRY);

        assertThat(index().tags().find(LATEST)).isEqualTo(Lookup.found(ENTRY));
        assertThat(index().tags().ready(LATEST)).contains(ENTRY);
    }

    @Test
    void aTagIsReadyOnlyOnceItWasFound() {
        index().tags().put(LATEST, ENTRY);
        index().forgetMemory();

        assertThat(index().tags().ready(LATEST)).isEmpty();
        assertThat(index().tags().find(LATEST)).isEqualTo(Lookup.found(ENTRY));
        assertThat(index().tags().ready(LATEST)).contains(ENTRY);
    }

    @Test
    void aTagComesBackWithItsWholeHistoryAndToTheNanosecond() {
        TagEntry entry = ENTRY;
        for (int i = 1; i < TagEntry.MAX_HISTORY; i++) {
            entry = entry.confirmed(digest("build " + i), NOON.plusSeconds(i));
        }
        index().tags().put(LATEST, entry);
        index().forgetMemory();

        assertThat(index().tags().find(LATEST)).isEqualTo(Lookup.found(entry));
    }

    @Test
    void aSecondPutReplacesTheFirst() {
        TagEntry moved = ENTRY.confirmed(digest("new"), NOON.plusSeconds(60));
        index().tags().put(LATEST, ENTRY);
        index().tags().put(LATEST, moved);

        assertThat(index().tags().ready(LATEST)).contains(moved);
        index().forgetMemory();
        assertThat(index().tags().find(LATEST)).isEqualTo(Lookup.found(moved));
    }

    @Test
    void tagsAndRepositoriesAreKeptApart() {
        index().tags().put(LATEST, ENTRY);

        assertAbsent(index().tags().find(new Reference.ByTag(ALPINE, "late")));
        assertAbsent(index().tags().find(new Reference.ByTag(ALPINE, "Latest")));
        assertAbsent(index().tags().find(new Reference.ByTag(OTHER, "latest")));
    }

    @Test
    void aRemovedTagIsAbsentAndForgotten() {
        index().tags().put(LATEST, ENTRY);
        index().tags().remove(LATEST);

        assertThat(index().tags().ready(LATEST)).isEmpty();
        assertAbsent(index().tags().find(LATEST));
    }

    @Test
    void anIndexThatIsDownIsUnreachableAndNotAbsent() {
        index().takeDown();

        assertIndexUnreachable(index().tags().find(LATEST));
    }

    @Test
    void aWriteToAnIndexThatIsDownFailsAndLeavesNothingReady() {
        index().takeDown();

        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index().tags().put(LATEST, ENTRY));
        assertThatExceptionOfType(IndexUnavailableException.class)
                .isThrownBy(() -> index().tags().remove(LATEST));
        assertThat(index().tags().ready(LATEST)).isEmpty();
    }
}
