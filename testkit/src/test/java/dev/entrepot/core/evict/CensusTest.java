package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageTotals;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusTest {

    private EvictionWorld world = new EvictionWorld(Path.of(""));

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new EvictionWorld(folder);
    }

    private Census census() {
        return new Census(world.listing, world.index.usage(), world.store, world.room);
    }

    private Digest unrecorded() {
        byte[] content = world.content();
        Digest digest = EvictionWorld.digest(content);
        world.files.put(digest, ByteBuffer.wrap(content));
        world.listing.whole.add(digest);
        return digest;
    }

    @Test
    void aFileWithoutARecordCountsFromThenOnAsLastUsedWhenItCame() {
        Digest found = unrecorded();
        census().take(() -> true);

        assertThat(world.index.usage().find(found))
                .isEqualTo(Lookup.found(Usage.first(found, EvictionWorld.BLOB, Instant.EPOCH, 0)));
    }

    @Test
    void aRecordWithoutAFileGoes() throws IOException {
        Digest lost = world.fetchOne();
        world.files.delete(lost);
        census().take(() -> true);

        assertThat(world.index.usage().totals()).isEqualTo(UsageTotals.NONE);
    }

    @Test
    void aFileThatWentWhileItWasListedIsNotRecorded() {
        Digest gone = unrecorded();
        world.files.delete(gone);
        census().take(() -> true);

        assertThat(world.index.usage().find(gone)).isEqualTo(Lookup.absent());
    }

    @Test
    void afterACleanEndNothingIsCompared() {
        Census clean = census();
        clean.take(() -> true);
        clean.close();
        Digest later = unrecorded();
        census().take(() -> true);

        assertThat(world.index.usage().find(later)).isEqualTo(Lookup.absent());
    }

    @Test
    void afterACrashEverythingIsCompared() {
        census().take(() -> true);
        Digest later = unrecorded();
        census().take(() -> true);

        assertThat(world.index.usage().find(later)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatWasLeftUnfinishedIsRepeated() {
        Digest found = unrecorded();
        Census stopped = census();
        stopped.take(() -> false);
        stopped.close();

        assertThat(world.index.usage().find(found)).isEqualTo(Lookup.absent());

        census().take(() -> true);

        assertThat(world.index.usage().find(found)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatTheIndexCouldNotTakeDownIsTakenDownThen() throws IOException {
        world.index.failWritesWith(new IOException("read-only"));
        Digest held = world.fetchOne();
        world.listing.whole.add(held);
        world.index.recover();
        census().take(() -> true);

        assertThat(world.room.level().held()).isEqualTo(EvictionWorld.BLOB);
        assertThat(world.index.usage().find(held)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aDiskThatCannotBeAskedTakesNoRecordAway() throws IOException {
        Digest held = world.fetchOne();
        world.listing.unreadable = true;
        census().take(() -> true);

        assertThat(world.index.usage().find(held)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatIsRecordedIsNotCountedAgainWhereOneRecordCannotBeRead() throws IOException {
        List<Digest> held = world.fetch(20);
        world.listing.whole.addAll(held);
        world.index.damageUsage(held.get(7));
        Census census = census();
        census.take(() -> true);

        assertThat(census.hasFailed()).isTrue();
        assertThat(world.room.level().held()).isEqualTo(21 * EvictionWorld.BLOB);
    }
}
