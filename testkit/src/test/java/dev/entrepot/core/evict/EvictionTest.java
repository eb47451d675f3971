package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.BlobFiles.BlobFile;
import dev.entrepot.core.blob.BlobWriter;
import dev.entrepot.core.blob.LocalBlob;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvictionTest {

    private static final int BLOB = EvictionWorld.BLOB;

    private EvictionWorld world = new EvictionWorld(Path.of(""));

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new EvictionWorld(folder);
    }

    @Test
    void threeTimesTheCapacityStaysBelowTheHighMark() throws IOException {
        for (int i = 0; i < 300; i++) {
            world.fetchOne();

            assertThat(world.held()).isLessThanOrEqualTo(95 * BLOB);
        }
        assertThat(world.held()).isGreaterThanOrEqualTo(84 * BLOB);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() throws IOException {
        List<Digest> first = world.fetch(10);
        world.time.advance(Duration.ofMinutes(5));
        world.fetch(90);

        assertThat(world.evicted).isNotEmpty().isSubsetOf(first);
    }

    @Test
    void aBlobThatIsReadStays() throws IOException {
        Digest read = world.fetchOne();
        world.use(read);
        world.fetch(150);

        assertThat(world.lies(read)).isTrue();
    }

    @Test
    void aScanDoesNotFlushWhatIsUsedAgainAndAgain() throws IOException {
        List<Digest> popular = world.fetch(20);
        for (int i = 0; i < 15; i++) {
            popular.forEach(world::use);
        }
        world.fetch(800);

        assertThat(world.evicted).doesNotContainAnyElementsOf(popular);
    }

    @Test
    void aReadThatIsNotWrittenDownYetCountsAllTheSame() throws IOException {
        Digest read = world.fetchOne();
        world.fetch(80);
        world.time.advance(Duration.ofMinutes(2));
        assertThat(world.isHeld(read)).isTrue();
        world.fetch(30);

        assertThat(world.lies(read)).isTrue();
    }

    @Test
    void aPinnedBlobIsNeverEvicted() throws IOException {
        Digest pinned = world.fetchOne();
        world.pinned.add(pinned);
        world.fetch(1000);

        assertThat(world.lies(pinned)).isTrue();
    }

    @Test
    void manyPinnedBlobsDoNotHideOneThatMayGo() throws IOException {
        world.pinned.addAll(world.fetch(85));
        Digest popular = world.fetchOne();
        for (int i = 0; i < 15; i++) {
            world.use(popular);
        }
        world.fetch(20);

        assertThat(world.evicted).contains(popular).doesNotContainAnyElementsOf(world.pinned);
    }

    @Test
    void aBlobLargerThanTheCacheEvictsNothing() throws IOException {
        world.fetch(50);

        EvictionWorld.assertNoRoom(world.create(world.content(95 * BLOB)));
        assertThat(world.evicted).isEmpty();
    }

    @Test
    void whatIsArrivingIsCountedAtItsFullSize() throws IOException {
        world.fetch(50);
        world.begun(world.content(40 * BLOB));
        world.fetch(10);

        assertThat(world.held()).isLessThanOrEqualTo(55 * BLOB);
    }

    @Test
    void aFillThatEndsGivesItsRoomBack() throws IOException {
        BlobWriter broken = world.begun(world.content(60 * BLOB));
        broken.abort(new IOException("cut"));

        assertThat(world.room.level().reserved()).isZero();
    }

    @Test
    void whatABrokenFillLeavesIsCounted() throws IOException {
        BlobWriter broken = world.begun(world.content(60 * BLOB));
        long left = broken.written();
        broken.abort(new IOException("cut"));

        assertThat(world.room.level().leftovers()).isBetween(left - 1, left);
    }

    @Test
    void whatNobodyCameBackForGoesBeforeWholeBlobs() throws IOException {
        Digest old = EvictionWorld.digest(new byte[] {1});
        world.partials.add(new BlobFile(old, 50 * BLOB, world.time.instant()));
        world.room.leftover(old, 50 * BLOB);
        world.time.advance(Duration.ofHours(2));
        world.fetch(80);

        assertThat(world.partials).isEmpty();
        assertThat(world.evicted).isEmpty();
    }

    @Test
    void whatMayBeContinuedGoesAfterTheLastWholeBlob() throws IOException {
        Digest recent = EvictionWorld.digest(new byte[] {1});
        world.partials.add(new BlobFile(recent, 50 * BLOB, world.time.instant()));
        world.room.leftover(recent, 50 * BLOB);
        world.fetch(40);

        assertThat(world.partials).hasSize(1);

        world.begun(world.content(80 * BLOB));

        assertThat(world.partials).isEmpty();
    }

    @Test
    void linksOutliveTheBlob() throws IOException {
        Digest gone = world.fetchOne();
        world.index.links().prove(EvictionWorld.ALPINE, gone, Link.provenBlob(BLOB, Optional.empty()));
        world.index.blobs().put(gone, new BlobRecord(BLOB, true));
        world.time.advance(Duration.ofMinutes(2));
        world.fetch(100);

        assertThat(world.evicted).contains(gone);
        assertThat(world.index.blobs().find(gone)).isEqualTo(Lookup.absent());
        assertThat(world.index.links().find(EvictionWorld.ALPINE, gone)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aReaderKeepsWhatIsEvictedUnderIt() throws IOException {
        byte[] content = world.content();
        Digest read = world.fetch(content);
        try (LocalBlob lease = ((Lookup.Found<LocalBlob>) world.files.find(read)).value()) {
            world.time.advance(Duration.ofMinutes(2));
            world.fetch(150);
            ByteBuffer again = ByteBuffer.allocate(content.length);
            lease.channel().read(again, 0);

            assertThat(world.evicted).contains(read);
            assertThat(again.array()).isEqualTo(content);
        }
    }

    @Test
    void whatWasEvictedCanComeBack() throws IOException {
        byte[] content = world.content();
        Digest digest = world.fetch(content);
        world.time.advance(Duration.ofMinutes(2));
        world.fetch(100);
        assertThat(world.lies(digest)).isFalse();
        world.fetch(content);

        assertThat(world.isHeld(digest)).isTrue();
    }

    @Test
    void aFullDiskMakesRoomForOthersToo(@TempDir Path folder) throws IOException {
        EvictionWorld crowded = new EvictionWorld(folder, 10 * BLOB);
        crowded.free = 60 * BLOB;
        crowded.fetch(20);
        crowded.free = 0;
        crowded.evictor.tick();

        assertThat(crowded.held()).isLessThanOrEqualTo(10 * BLOB);
    }

    @Test
    void aManifestIsStoredWhereALayerMustWait() throws IOException {
        world.evictsWhenWanted = false;
        world.fetch(93);
        byte[] manifest = world.content();

        assertThat(world.store.put(EvictionWorld.digest(manifest), ByteBuffer.wrap(manifest)))
                .isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aFileThatIsGoneAlreadyIsNoObstacle() throws IOException {
        List<Digest> held = world.fetch(90);
        world.files.delete(held.getFirst());
        world.fetch(10);

        assertThat(world.held()).isLessThanOrEqualTo(95 * BLOB);
    }

    @Test
    void anIndexThatIsDownEndsTheRoundAndNoMore() throws IOException {
        world.fetch(90);
        world.index.failWith(new IOException("down"));
        world.evictor.round();
        world.index.recover();
        world.evictor.tick();
        world.fetch(10);

        assertThat(world.held()).isLessThanOrEqualTo(95 * BLOB);
    }

    @Test
    void whatTheIndexCouldNotTakeDownIsCounted() throws IOException {
        world.index.failWritesWith(new IOException("read-only"));
        world.fetch(10);

        assertThat(world.room.level().held()).isEqualTo(10 * BLOB);
    }

    @Test
    void whileNobodyCanTellWhoGoesNextNothingIsDroppedInItsPlace() throws IOException {
        world.fetch(80);
        Digest recent = EvictionWorld.digest(new byte[] {1});
        world.partials.add(new BlobFile(recent, 10 * BLOB, world.time.instant()));
        world.room.leftover(recent, 10 * BLOB);
        world.index.failWith(new IOException("down"));
        world.evictor.round();

        assertThat(world.partials).hasSize(1);
        assertThat(world.evicted).isEmpty();
    }

    @Test
    void whileItIsNotKnownWhatIsKeptNothingGoesAndNothingIsWritten() throws IOException {
        world.evictsWhenWanted = false;
        world.fetch(93);
        world.isKeptKnown = false;
        Lookup<List<Usage>> turns = world.index.usage().weakest(Optional.empty(), 200);
        world.evictor.tick();

        assertThat(world.evicted).isEmpty();
        assertThat(world.exhausted).isNotEmpty();
        assertThat(world.index.usage().weakest(Optional.empty(), 200)).isEqualTo(turns);
    }
}
