package dev.entrepot.core.fsck;

import static dev.entrepot.core.fsck.FsckWorld.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.core.blob.Leftovers;
import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.fsck.Finding.Kind;
import dev.entrepot.core.index.BlobRecord;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole check says, what it changes, and that it goes on where it was ended. */
class FsckTest {

    @TempDir
    Path folder;

    private final Digest other = Digest.sha256(Bytes.some(50));
    private FsckWorld world;

    @BeforeEach
    void start() throws IOException {
        world = new FsckWorld(folder);
    }

    @Test
    void whatAgreesIsSound() throws Exception {
        FsckReport report = world.check(false, true);

        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.checked()).isEqualTo(new FsckChecked(2, 100_300, 1, 1, 5));
    }

    @Test
    void withoutRepairNothingIsChanged() throws Exception {
        world.store.plant(world.layerDigest, new byte[7]);
        world.records.removeTag(TAG);
        world.leftovers.add(new Leftovers.Leftover("ingest/7.tmp", 7, "half a record"));
        world.index.clearOperations();

        FsckReport report = world.check(false, true);

        assertThat(report.isSound()).isFalse();
        assertThat(report.totalFound()).isEqualTo(4);
        assertThat(report.repaired()).isEmpty();
        assertThat(world.index.operations()).allMatch(operation -> operation.matches("[a-z]+\\.find .*"));
        assertThat(world.store.quarantined()).isEmpty();
        assertThat(world.leftovers).hasSize(1);
    }

    @Test
    void aRepairLeavesNothingToFind() throws Exception {
        world.store.plant(world.layerDigest, new byte[7]);
        world.store.put(other, ByteBuffer.wrap(Bytes.some(50)));
        world.records.removeTag(TAG);
        world.leftovers.add(new Leftovers.Leftover("ingest/7.tmp", 7, "half a record"));

        assertThat(world.check(true, true).isSound()).isTrue();

        assertThat(world.check(false, true).findings()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAProblemAndNotSound() throws Exception {
        world.store.fail(Operation.FIND, new IOException("Input/output error"));

        FsckReport report = world.check();

        assertThat(report.problems()).isNotEmpty();
        assertThat(report.isSound()).isFalse();
    }

    @Test
    void whatCannotBeRepairedIsSaidToBeSo() throws Exception {
        world.store.put(other, ByteBuffer.wrap(Bytes.some(50)));
        world.index.failWritesWith(new IOException("No space left on device"));

        FsckReport report = world.repair();

        assertThat(report.findings()).extracting(Finding::outcome).containsExactly(Finding.Outcome.UNREPAIRED);
        assertThat(report.isSound()).isFalse();
    }

    /** A pull has committed its blob and is about to register it. */
    @Test
    void whatIsRightAtTheSecondLookIsNoFinding() throws Exception {
        world.store.put(other, ByteBuffer.wrap(Bytes.some(50)));
        Grace pullGoesOn = () -> world.index.blobs().put(other, new BlobRecord(50, false));

        FsckReport report =
                new Fsck(world.sources(), new FsckOptions(true, false), pullGoesOn, FsckJournal.NONE, Pace.FULL).run();

        assertThat(report.findings()).isEmpty();
    }

    @Test
    void aCheckThatWasEndedGoesOnWhereItWas() throws Exception {
        RememberedMarks journal = new RememberedMarks();
        FsckOptions options = new FsckOptions(false, true);
        for (int i = 0; i < 3 * Glance.AT_ONCE; i++) {
            world.store.put(Digest.sha256(Bytes.some(i + 1)), ByteBuffer.wrap(Bytes.some(i + 1)));
        }
        journal.interruptAfter(2);
        Fsck first = new Fsck(world.sources(), options, Grace.NONE, journal, Pace.FULL);
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(first::run);

        Fsck second = new Fsck(world.sources(), options, Grace.NONE, journal, Pace.FULL);
        assertThat(second.progress().found()).isGreaterThanOrEqualTo(2L * Glance.AT_ONCE - 2);
        FsckReport report = second.run();

        long all = world.store.count();
        assertThat(report.checked().blobs()).isEqualTo(all);
        assertThat(report.found()).isEqualTo(Map.of(Kind.FILE_WITHOUT_RECORD, all - 2));
        assertThat(journal.last(options)).isEmpty();
    }

    @Test
    void progressIsToldWhileItRuns() throws Exception {
        List<FsckProgress> seen = new ArrayList<>();
        Fsck[] fsck = new Fsck[1];
        fsck[0] = new Fsck(
                world.sources(),
                new FsckOptions(false, true),
                Grace.NONE,
                FsckJournal.NONE,
                bytes -> seen.add(fsck[0].progress()));

        fsck[0].run();

        assertThat(seen).extracting(FsckProgress::phase).contains(FsckProgress.Phase.BLOBS, FsckProgress.Phase.INDEX);
        assertThat(fsck[0].progress().phase()).isEqualTo(FsckProgress.Phase.DONE);
    }
}
