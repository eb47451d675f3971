package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.BlobWorld.ALPINE;
import static dev.entrepot.core.pull.BlobWorld.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.TempFileBlobStore.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is damaged gets out of the way and comes again, and what only looks so stays. */
class BlobHealingTest {

    @RegisterExtension
    private final BlobWorld world = new BlobWorld();

    private final byte[] content = Bytes.some(100_000);
    private final Digest digest = Digest.sha256(content);

    /** As when a data folder was copied without its index, and not all of it arrived. */
    @Test
    void withoutARecordTheSizeInTheLinkTellsThatAFileIsCut() throws Exception {
        world.source.serve(content);
        world.store.plant(digest, Arrays.copyOf(content, 40_000));
        world.prove(ALPINE, digest, content.length);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
        assertThat(world.store.quarantined()).containsOnlyKeys(digest);
        assertThat(world.isStored(digest)).isTrue();
    }

    /** Anyone who can push can write any size into a manifest. */
    @Test
    void aManifestThatLiesAboutASizeDamagesNothing() throws Exception {
        world.store.put(digest, ByteBuffer.wrap(content));
        world.prove(ALPINE, digest, 17);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();

        assertThat(world.source.opened()).isEmpty();
        assertThat(world.store.quarantined()).isEmpty();
    }

    @Test
    void aBlobThatFailedWhileItWasSentIsReadAgainAndComesAnew() throws Exception {
        world.source.serve(content);
        byte[] rotten = content.clone();
        rotten[50_000] ^= 1;
        world.store.plant(digest, rotten);
        world.prove(ALPINE, digest, content.length);

        world.pull.readFailed(digest);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }

    @Test
    void aSoundBlobThatFailedWhileItWasSentStays() throws Exception {
        world.hold(content, true);
        world.prove(ALPINE, digest, content.length);

        world.pull.readFailed(digest);

        assertThat(world.pulled(ALPINE, digest).isWhole(content)).isTrue();
        assertThat(world.source.opened()).isEmpty();
    }

    /** Read-only, out of file descriptors: the file stays where it is, and is shown to nobody. */
    @ParameterizedTest
    @EnumSource(names = {"EXAMINE", "QUARANTINE"})
    void whatIsDamagedAndCannotBePutAsideIsPassedBy(Operation operation) throws Exception {
        world.source.serve(content);
        world.store.plant(digest, Arrays.copyOf(content, 40_000));
        world.prove(ALPINE, digest, content.length);
        world.store.fail(operation, new IOException("Read-only file system"));

        BlobAnswer answer = world.get(ALPINE, digest);

        assertThat(answer).isInstanceOf(BlobAnswer.PassedThrough.class);
        assertThat(Received.all(answer).isWhole(content)).isTrue();
        assertThat(world.source.opened()).containsExactly(whole(ALPINE, digest));
    }
}
