package dev.entrepot.core.pull;

import dev.entrepot.core.blob.RelayedBlob;
import dev.entrepot.core.blob.RemoteBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A window for as long as its turn lasts: it may end before its range does, but never without a byte. It ends also while its
 * client takes nothing, by the hand of whoever waits; what the client was given before is a copy, and outlives the stream.
 */
final class BriefWindow extends RelayedBlob implements Turns.Holder {

    private final Turns.Turn turn;
    private final ReentrantLock using = new ReentrantLock();
    private @Nullable ByteBuffer first;
    private boolean isOver;

    /**
     * Blocks until the first bytes are here. The turn is given back when this is closed.
     *
     * @param stream of at least one byte; still the caller's when this throws, and so is the turn
     * @throws IOException when it brings nothing
     */
    static BriefWindow begin(RemoteBlob stream, Turns.Turn turn) throws IOException {
        BriefWindow window = new BriefWindow(stream, turn, copy(new BegunBlob(stream).next()));
        turn.begin(window);
        return window;
    }

    private BriefWindow(RemoteBlob stream, Turns.Turn turn, @Nullable ByteBuffer first) {
        super(stream);
        this.turn = turn;
        this.first = first;
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        using.lock();
        try {
            ByteBuffer begun = first;
            first = null;
            if (begun != null) {
                return begun;
            }
            if (turn.isWanted()) {
                end();
            }
            return isOver ? null : copy(super.next());
        } finally {
            using.unlock();
        }
    }

    private static @Nullable ByteBuffer copy(@Nullable ByteBuffer chunk) {
        return chunk == null
                ? null
                : ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
    }

    @Override
    public boolean hasNextReady() {
        using.lock();
        try {
            return first != null || isOver || super.hasNextReady();
        } finally {
            using.unlock();
        }
    }

    @Override
    public boolean makeWay() {
        if (!using.tryLock()) {
            return false;
        }
        try {
            end();
            return true;
        } finally {
            using.unlock();
        }
    }

    @Override
    public void close() {
        using.lock();
        try {
            first = null;
            end();
        } finally {
            using.unlock();
        }
    }

    private void end() {
        if (!isOver) {
            isOver = true;
            super.close();
            turn.giveBack();
        }
    }
}
