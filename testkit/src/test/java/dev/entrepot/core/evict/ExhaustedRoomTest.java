package dev.entrepot.core.evict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything has to stay, until it need not. */
class ExhaustedRoomTest {

    private static final int TWO = 2 * EvictionWorld.BLOB;

    private EvictionWorld world = new EvictionWorld(Path.of(""));

    @BeforeEach
    void begin(@TempDir Path folder) throws IOException {
        world = new EvictionWorld(folder);
        world.fetchPinned(93);
    }

    @Test
    void aPullIsRefusedRoomAtOnce() {
        EvictionWorld.assertNoRoom(world.create(world.content(TWO)));

        assertThat(world.exhausted).isNotEmpty();
    }

    @Test
    void untilSomethingChangesNobodyLooksAgain() {
        EvictionWorld.assertNoRoom(world.create(world.content(TWO)));
        world.pinned.clear();

        EvictionWorld.assertNoRoom(world.create(world.content(TWO)));
        assertThat(world.exhausted).hasSize(1);
    }

    @Test
    void unpinningMakesRoomAtTheNextTick() {
        EvictionWorld.assertNoRoom(world.create(world.content(TWO)));
        world.pinned.clear();
        world.evictor.tick();

        assertThat(world.create(world.content(TWO))).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatNeedNotStayAnyMoreMakesRoomAtOnce() {
        EvictionWorld.assertNoRoom(world.create(world.content(TWO)));
        world.pinned.clear();
        world.room.freed();

        assertThat(world.create(world.content(TWO))).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatNeedNotStayAnyMoreWhileARoundComesToNothingIsLookedAtAgain() {
        world.whenExhausted = () -> {
            world.pinned.clear();
            world.room.freed();
        };
        world.evictor.round();

        assertThat(world.create(world.content(TWO))).isInstanceOf(Lookup.Found.class);
    }
}
